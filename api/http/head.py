"""HEAD wherever there is GET (RFC 9110, 9.1): the same answer without its content, for monitors and the curious."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

WITHOUT_CONTENT = "without_content"
"""Noted in the state of a request whose answer is all that is wanted: for what would be long, or would be noted."""


class Head:
    """ASGI layer next to the routes, which know GET only. To whoever stands further out the request stays a HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_content(message: Message) -> None:
            scope["method"] = "HEAD"  # servers look at it when they are given the answer
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        scope["method"] = "GET"
        scope.setdefault("state", {})[WITHOUT_CONTENT] = True
        await self._app(scope, receive, without_content)

"""Security headers for every answer: the strictest that work, unless the answer brings its own.

Other origins' scripts have no business here, unless the office names them (`cross_origin`).
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]

# JSON, PDF and images load nothing. A page may load what we serve, and nothing inline.
_NOTHING = b"default-src 'none'; frame-ancestors 'none'"
_PAGE = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A page that shows papers beside its forms, and such a paper: it loads nothing, and only a page of ours frames it.
SHOWS_PAPERS = f"{_PAGE.decode()}; frame-src 'self'"
SHOWN_BESIDE = "default-src 'none'; frame-ancestors 'self'"
_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    # "no-referrer" would make browsers send "Origin: null" with our own forms (Fetch, 3.2).
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_POLICY, _CACHE = b"content-security-policy", b"cache-control"
_NO_STORE: Header = (_CACHE, b"no-store")
# A year, as browsers' preload lists want it; only meaningful once the office is reached by https.
_HSTS: Header = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class SecurityHeaders:
    """ASGI layer. What has no `Cache-Control` of its own may hold personal data and is not stored."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        always = (*_ALWAYS, _HSTS) if https else _ALWAYS
        self._api = (*always, (_POLICY, _NOTHING))
        self._page = (*always, (_POLICY, _PAGE))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._hardened(message.get("headers", ()))
            await send(message)

        await self._app(scope, receive, hardened)

    def _hardened(self, sent: list[Header]) -> list[Header]:
        own = dict(sent)
        ours = self._page if own.get(b"content-type", b"").startswith(b"text/html") else self._api
        added = [*sent, *ours] if _POLICY not in own else [*sent, *ours[:-1]]
        if _CACHE not in own:
            added.append(_NO_STORE)
        return added

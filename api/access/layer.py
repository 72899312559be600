"""The layer that logs: next to the routes, so that it sees which one answered, and before their answer leaves.

First the log, then the answer. Where the log cannot be written nothing is shown: 503, and come again.
"""

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.witness import accesses_of
from api.office import Office
from api.problems import texts as problem_texts
from api.problems.problems import ProblemWriter, retry_later
from application.store import Busy


class _Withheld(Exception):
    """The reader has been answered otherwise; whatever the route would still send goes nowhere."""


class AccessLayer:
    """ASGI layer. A route that streams begins when its row is kept."""

    def __init__(self, app: ASGIApp, *, writer: ProblemWriter) -> None:
        self._app, self._writer = app, writer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        withheld = False

        async def logged(message: Message) -> None:
            nonlocal withheld
            if message["type"] == "http.response.start" and not await _kept(scope, message):
                withheld = True
                problem = retry_later(problem_texts.TEMPORARILY_UNAVAILABLE)
                await self._writer.answer(problem, scope)(scope, receive, send)
                raise _Withheld
            await send(message)

        try:
            await self._app(scope, receive, logged)
        except Exception:  # whatever a route raises once its answer is withheld, its reader has been told already
            if not withheld:
                raise


async def _kept(scope: Scope, answer: Message) -> bool:
    """Tell whether what there is to log of this answer has been logged."""
    app: FastAPI = scope["app"]
    office: Office = app.state.office
    try:
        if accesses := await accesses_of(scope, answer, office):
            await office.accesses.note(*accesses)
    except Busy:
        return False
    return True

"""Who is calling. What the caller may do is not decided here, but by the SOP's rows and the domain's rules."""

from typing import Annotated

from fastapi import Depends
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.office import Office
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.tokens import InvalidToken, TokenVerifier
from domain.actor import Caller

_CHALLENGE = 'Bearer realm="jejak-izin"'
_STATE = "caller"


class Identify:
    """ASGI layer: reads the bearer token and notes whom it names. A bad token is told only where one is needed.

    The token says who somebody is; the office's own roster, which posts they hold or act for at this moment.
    """

    def __init__(self, app: ASGIApp, *, verifier: TokenVerifier) -> None:
        self._app, self._verifier = app, verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            credentials = [value for name, value in scope["headers"] if name == b"authorization"]
            if credentials:
                found = self._identified(credentials)
                scope.setdefault("state", {})[_STATE] = _in_office(scope, found)
        await self._app(scope, receive, send)

    def _identified(self, credentials: list[bytes]) -> Caller | Problem:
        scheme, _, token = credentials[0].partition(b" ")
        if scheme.lower() != b"bearer" or len(credentials) > 1:
            return _unauthenticated()
        try:
            return self._verifier.verify(token.strip())
        except InvalidToken as refused:
            return _invalid(refused)


def _in_office(scope: Scope, found: Caller | Problem) -> Caller | Problem:
    """Where no office stands behind the routes, as in a handbook or a small test, the token is all there is."""
    office: Office | None = getattr(scope["app"].state, "office", None)
    return office.standing(found) if office and isinstance(found, Caller) else found


def caller_of(scope: Scope) -> Caller:
    """Return who is calling, or raise a 401 problem."""
    found = scope["state"].get(_STATE) if "state" in scope else None
    if isinstance(found, Caller):
        return found
    raise found if isinstance(found, Problem) else _unauthenticated()


def known_caller(scope: Scope) -> Caller | None:
    """Return who is calling, if anybody we know: for what also serves strangers, such as limits and logs."""
    found = scope["state"].get(_STATE) if "state" in scope else None
    return found if isinstance(found, Caller) else None


class _Bearer(SecurityBase):
    """The security scheme of OpenAPI, and as a dependency the caller."""

    def __init__(self) -> None:
        self.model = HTTPBearer(
            bearerFormat="JWT", description="An access token (`at+jwt`) with `sub`, `name` and `roles`."
        )
        self.scheme_name = "bearer"

    async def __call__(self, request: Request) -> Caller:
        return caller_of(request.scope)


Authenticated = Annotated[Caller, Depends(_Bearer())]


def _unauthenticated() -> Problem:
    return Problem(problem_texts.UNAUTHENTICATED, headers={"WWW-Authenticate": _CHALLENGE})


def _invalid(refused: InvalidToken) -> Problem:
    """RFC 6750, 3.1. Its description is ASCII, so it is the English sentence whatever the reader's language."""
    challenge = f'{_CHALLENGE}, error="invalid_token", error_description="{refused.sentence.en}"'
    return Problem(problem_texts.INVALID_TOKEN, refused.sentence, headers={"WWW-Authenticate": challenge})

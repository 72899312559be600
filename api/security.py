"""Who is calling. What the caller may do is not decided here, but by the SOP's rows and the domain's rules."""

from typing import Annotated

from fastapi import Depends
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.scopes import scope_of
from api.http.routes import operation_of
from api.identity.cookies import cookie_of, session_name
from api.identity.same_origin import SAFE, is_from_here
from api.office import Office
from api.problems import texts as problem_texts
from api.problems import texts_identity
from api.problems.problems import Problem, retry_later
from api.tokens import Identified, InvalidToken, Verifier
from application.identity.sessions import Session
from application.identity.signed_in import UNTOLD, SignedIn
from application.identity.wire import ProviderAway
from application.store import Busy
from domain.actor import Caller
from domain.refusals import Sentence

CHALLENGE = 'Bearer realm="jejak-izin"'
_STATE, _SCOPES, _SESSION = "caller", "scopes of the caller", "session of the caller"
_SIGNED_IN = "how the caller signed in"
AWAY_SECONDS = 10  # until the provider is asked again


class Identify:
    """ASGI layer: notes whom the bearer token names, or else the session. A bad one is told only where one is needed.

    A cookie is sent by a browser whoever asks it to, so what changes something must come from a page of ours. Token and
    session say who somebody is; the office's own roster, which posts they hold or act for at this moment.
    """

    def __init__(self, app: ASGIApp, *, verifier: Verifier) -> None:
        self._app, self._verifier = app, verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            credentials = [value for name, value in scope["headers"] if name == b"authorization"]
            if credentials:
                note(scope, await self._identified(credentials))
            elif found := await _in_session(scope):
                note(scope, found)
        await self._app(scope, receive, send)

    async def _identified(self, credentials: list[bytes]) -> Identified | Problem:
        scheme, _, token = credentials[0].partition(b" ")
        if scheme.lower() != b"bearer" or len(credentials) > 1:
            return _unauthenticated()
        try:
            return await self._verifier.identify(token.strip())
        except InvalidToken as refused:
            return _invalid(refused)
        except ProviderAway:
            return retry_later(texts_identity.PROVIDER_AWAY, AWAY_SECONDS)


async def _in_session(scope: Scope) -> Identified | Problem | None:
    """Return whom the session of this browser names, None where there is no cookie of ours."""
    office: Office | None = getattr(scope["app"].state, "office", None)
    token = cookie_of(scope, session_name(demo=office.settings.demo)) if office else None
    if office is None or token is None:
        return None
    if scope["method"] not in SAFE and not is_from_here(scope, _public_url(office)):
        return Problem(texts_identity.CROSS_SITE)
    try:
        session = await office.sessions.find(token)
    except Busy:
        return retry_later(problem_texts.TEMPORARILY_UNAVAILABLE)
    if session is None:
        return Problem(texts_identity.SESSION_OVER, headers={"WWW-Authenticate": CHALLENGE})
    scope.setdefault("state", {})[_SESSION] = session
    return Identified(caller=session.caller, until=0, issued=0, signed_in=session.signed_in)


def _public_url(office: Office) -> str | None:
    return str(office.settings.public_url) if office.settings.public_url else None


def session_of(scope: Scope) -> Session | None:
    """Return the session that this request came with, None with a token or with nothing."""
    found: Session | None = scope["state"].get(_SESSION) if "state" in scope else None
    return found


def note(scope: Scope, found: Identified | Problem) -> None:
    """Remember who is calling, as the office knows them at this moment, or why nobody is."""
    state = scope.setdefault("state", {})
    if isinstance(found, Problem):
        state[_STATE] = found
        return
    # Where no office stands behind the routes, as in a handbook or a small test, the token is all there is.
    office: Office | None = getattr(scope["app"].state, "office", None)
    state[_STATE] = office.standing(found.caller) if office else found.caller
    state[_SCOPES], state[_SIGNED_IN] = found.scopes, found.signed_in


def caller_of(scope: Scope) -> Caller:
    """Return who is calling, or raise a 401 problem; a 403 one where their token is confined to something else."""
    found = scope["state"].get(_STATE) if "state" in scope else None
    if isinstance(found, Caller):
        _require_scope(scope, scope["state"].get(_SCOPES))
        return found
    raise found if isinstance(found, Problem) else _unauthenticated()


def signed_in_of(scope: Scope) -> SignedIn:
    """Return how whoever is calling has signed in, as far as their provider tells."""
    found: SignedIn = scope["state"].get(_SIGNED_IN, UNTOLD) if "state" in scope else UNTOLD
    return found


def _require_scope(scope: Scope, confined: frozenset[str] | None) -> None:
    """An operation without a scope of its own is for nobody whose token is confined."""
    if confined is None:
        return
    needed = scope_of(operation_of(scope))
    if needed is None or needed not in confined:
        raise _out_of_scope(needed)


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
    return Problem(problem_texts.UNAUTHENTICATED, headers={"WWW-Authenticate": CHALLENGE})


def _invalid(refused: InvalidToken) -> Problem:
    """RFC 6750, 3.1. Its description is ASCII, so it is the English sentence whatever the reader's language."""
    challenge = f'{CHALLENGE}, error="invalid_token", error_description="{refused.sentence.en}"'
    return Problem(problem_texts.INVALID_TOKEN, refused.sentence, headers={"WWW-Authenticate": challenge})


def _out_of_scope(needed: str | None) -> Problem:
    """RFC 6750, 3.1."""
    challenge = f'{CHALLENGE}, error="insufficient_scope"'
    if needed is None:
        return Problem(texts_identity.INSUFFICIENT_SCOPE, headers={"WWW-Authenticate": challenge})
    said = Sentence(
        f"Token ini tidak mencakup {needed}, yang diperlukan di sini.",
        f"This token does not have the scope {needed}, which is needed here.",
    )
    headers = {"WWW-Authenticate": f'{challenge}, scope="{needed}"'}
    return Problem(texts_identity.INSUFFICIENT_SCOPE, said, headers=headers, members={"scope": needed})

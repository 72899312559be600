"""The pages of signing in and out: by the office's provider, by a button in a demo, by a link of last resort."""

from urllib.parse import urlencode

import structlog
from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.noted import note_sign_in
from api.demo.identity import PEOPLE, TokenRequest, person
from api.http.html import page
from api.http.navigation import home_of
from api.identity.code_flow import NOTHING, NotSignedIn
from api.identity.cookies import cookie_of, drop_cookie, pending_name, session_name, set_cookie
from api.identity.forms import own_form, require_from_here
from api.identity.step_up import demanded_of
from api.identity.where_next import HOME, where_next
from api.office import Office, TheOffice
from api.problems import texts, texts_identity
from api.problems.problems import Problem, retry_later
from api.problems.validation import invalid_body
from api.security import AWAY_SECONDS
from application.identity.links import ADMINISTRATOR, PATH
from application.identity.signed_in import UNTOLD, SignedIn
from application.identity.wire import ProviderAway
from domain.actor import Caller
from domain.admission import ROLE_NAMES

router = APIRouter(include_in_schema=False)
log = structlog.get_logger(__name__)


@router.get("/login", operation_id="showSignIn")
async def show_sign_in(request: Request, office: TheOffice) -> Response:
    """Go to the provider; in a demo, choose whom to be; else say that nobody signs in here yet."""
    where = where_next(request.query_params.get("next"))
    if office.settings.demo:
        people = [(role, ROLE_NAMES[role], name) for role, name in PEOPLE.items()]
        return page(request, "login_demo.html", people=people, next=where)
    flow = office.identity.flow
    if flow is None:
        raise Problem(texts_identity.NO_SIGN_IN)
    try:
        for_signature = request.query_params.get("for") == "signature"
        address, pending = await flow.begin(where, demanded_of(office.settings) if for_signature else NOTHING)
    except ProviderAway as away:
        raise _away(away) from None
    answer = RedirectResponse(address, 303)
    set_cookie(answer, pending_name(demo=False), pending, seconds=600)
    return answer


@router.post("/login", operation_id="signIn")
async def sign_in(request: Request, office: TheOffice) -> Response:
    """Become somebody, in a demo."""
    if not office.settings.demo:
        raise Problem(texts.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
    form = await own_form(request, office)
    where = where_next(form.pop("next", None))
    try:
        asked = TokenRequest.model_validate({name: value for name, value in form.items() if value})
    except ValidationError as error:
        raise invalid_body(error) from None
    return await _signed_in(request, office, person(asked.role, name=asked.name, sub=asked.sub), where)


@router.get("/login/callback", operation_id="finishSignIn")
async def finish_sign_in(request: Request, office: TheOffice) -> Response:
    """Where the provider sends somebody back to."""
    flow = office.identity.flow
    if flow is None:
        raise Problem(texts.NOT_FOUND)
    name = pending_name(demo=False)
    try:
        pending = flow.pending(cookie_of(request.scope, name))
        found = await flow.finish(pending, request.query_params)
    except NotSignedIn as why:
        log.warning("sign-in failed", reason=str(why))
        raise Problem(texts_identity.SIGN_IN_FAILED) from None
    except ProviderAway as away:
        raise _away(away) from None
    answer = await _signed_in(
        request, office, found.caller, pending.next, provider_sid=found.provider_sid, signed_in=found.signed_in
    )
    drop_cookie(answer, name)
    return answer


@router.get(PATH, operation_id="showEntry")
async def show_entry(request: Request, office: TheOffice) -> Response:
    """Ask first: programs that look at links in letters and chats would use this one up."""
    _require_no_provider(office)
    return page(request, "login_entry.html", code=request.query_params.get("code", ""))


@router.post(PATH, operation_id="enter")
async def enter(request: Request, office: TheOffice) -> Response:
    """Use up a link of last resort."""
    _require_no_provider(office)
    form = await own_form(request, office)
    if not await office.sessions.use_link(form.get("code", "")):
        log.warning("break-glass link refused")
        raise Problem(texts_identity.LINK_USED_UP)
    log.warning("break-glass link used")
    return await _signed_in(request, office, ADMINISTRATOR, HOME)


@router.post("/logout", operation_id="signOut")
async def sign_out(request: Request, office: TheOffice) -> Response:
    """End this session; the provider's own is ended there, by a link: our policy lets no form lead to another host."""
    require_from_here(request, office)
    name = session_name(demo=office.settings.demo)
    token = cookie_of(request.scope, name)
    session = await office.sessions.find(token) if token else None
    if session:
        await office.sessions.end(session.id, by=session.sub)
    answer = page(request, "logged_out.html", elsewhere=await _elsewhere(office))
    drop_cookie(answer, name)
    return answer


async def _signed_in(
    request: Request,
    office: Office,
    who: Caller,
    where: str,
    *,
    provider_sid: str | None = None,
    signed_in: SignedIn = UNTOLD,
) -> Response:
    """A session is never the one that the browser had before (session fixation), which ends."""
    name = session_name(demo=office.settings.demo)
    token = await office.sessions.begin(
        who,
        agent=request.headers.get("user-agent", ""),
        instead_of=cookie_of(request.scope, name),
        provider_sid=provider_sid,
        signed_in=signed_in,
    )
    note_sign_in(request.scope, who)
    answer = RedirectResponse(home_of(who) if where == HOME else where, 303)
    set_cookie(answer, name, token)
    return answer


async def _elsewhere(office: Office) -> str | None:
    """Return where the provider's own session is ended, if it has such a place (RP-Initiated Logout 1.0)."""
    provider = office.identity.provider
    if provider is None or provider.client is None:
        return None
    try:
        endpoint = (await provider.metadata()).end_session_endpoint
    except ProviderAway:
        return None
    back = {"client_id": provider.client.id, "post_logout_redirect_uri": f"{office.identity.address}/"}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(back)}" if endpoint else None


def _require_no_provider(office: Office) -> None:
    if office.settings.demo or office.settings.oidc_issuer is not None:
        raise Problem(texts.NOT_FOUND)


def _away(away: ProviderAway) -> Problem:
    log.warning("identity provider away", reason=str(away))
    return retry_later(texts_identity.PROVIDER_AWAY, AWAY_SECONDS)

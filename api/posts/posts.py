"""The posts: who holds them now and what is missing, for those who work with them; and orders, by the administrator."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.route import CommandRoute
from api.desks.read_schemas import RehearsalSchema
from api.http.answers import ANSWERED, answering
from api.http.conditions import AfterPosition, DryRun, IdempotencyKey, IfMatch, etag
from api.http.negotiation import language_of
from api.http.openapi import problem_responses
from api.office import Office, TheOffice
from api.posts.bodies import Absence, Appointment, Relief
from api.posts.ordering import ordering, post_of, told_post
from api.posts.schemas import PostSchema, PostsSchema
from api.posts.views import posts_view
from api.problems import texts_permits
from api.problems.problems import Problem
from api.security import Authenticated
from domain.actor import OFFICERS, Caller, Role
from domain.post_orders import Order
from domain.posts import roster_version
from domain.refusals import Sentence

router = APIRouter(prefix="/v1/posts", tags=["administrators"])
Post = Annotated[Role, Path(description="The code of a post of the SOP.")]
READERS = frozenset({*OFFICERS, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN})
NOT_YOURS = Sentence("Daftar jabatan hanya untuk petugas.", "The roster is for those who work in the office.")
"""Names and numbers of officers: not secret, but nobody's business outside."""

ORDERS = """A post to which nobody was ever appointed is filled by whoever the issuer of tokens says. From the first
appointment on, only those appointed hold it, whatever their token says, at the moment of each act.
"""


@router.get(
    "",
    operation_id="listPosts",
    summary="Every post of the SOP: who holds it, who acts for it, what is missing",
    responses={**answering(PostsSchema, "ETag"), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)},
)
async def list_posts(
    request: Request, office: TheOffice, by: Authenticated, x_after_position: AfterPosition = None
) -> Response:
    """Warnings tell of posts that nobody fills now or within two weeks: a file that comes there would wait."""
    require_colleague(by)
    if x_after_position is not None:
        await office.posts.refresh()
    posts = office.posts
    items = posts_view(posts.roster, posts.history, office.clock(), language_of(request.scope))
    return json_response({"items": items}, 200, {"ETag": etag(roster_version(posts.history))})


def require_colleague(by: Caller) -> None:
    """Raise a 403 problem for who does not work in the office."""
    if not by.roles & READERS:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, NOT_YOURS)


ORDERED = {
    **answering(PostSchema | RehearsalSchema, *ANSWERED, description="The post as it is now, or what a dry run found."),
    **problem_responses(texts_permits.STALE_VERSION, texts_permits.IDEMPOTENCY_KEY_REUSED),
}


# For OpenAPI; `CommandRoute` serves them.
async def _appoint(
    post: Post,
    body: Appointment,
    by: Authenticated,
    dry_run: DryRun = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None: ...


async def _relieve(
    post: Post,
    body: Relief,
    by: Authenticated,
    dry_run: DryRun = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None: ...


async def _note_absence(
    post: Post,
    body: Absence,
    by: Authenticated,
    dry_run: DryRun = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None: ...


def _appointing(office: Office, request: Request, body: Appointment) -> Order:
    return body.command(post_of(request), office.book.calendar.zone)


def _relieving(office: Office, request: Request, body: Relief) -> Order:
    return body.command(post_of(request), office.book.calendar.zone)


def _noting(office: Office, request: Request, body: Absence) -> Order:
    return body.command(post_of(request), office.book.calendar.zone)


APPOINT = ordering(Appointment, _appointing, told_post)
RELIEVE = ordering(Relief, _relieving, told_post)
NOTE_ABSENCE = ordering(Absence, _noting, told_post)

for path, declared, handler, operation, summary in (
    ("appointment", _appoint, APPOINT, "appointOfficer", "Appoint an officer"),
    ("relief", _relieve, RELIEVE, "relieveOfficer", "End an officer's term"),
    ("absence", _note_absence, NOTE_ABSENCE, "noteAbsence", "Note that a holder is away"),
):
    router.add_api_route(
        f"/{{post}}/{path}",
        declared,
        methods=["POST"],
        operation_id=operation,
        summary=summary,
        description=ORDERS,
        responses=ORDERED,
        route_class_override=CommandRoute.serving(handler),
    )

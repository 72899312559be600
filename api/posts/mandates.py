"""Mandates (Plt., Plh.): given and ended by the administrator, read by everybody who works in the office."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.route import CommandRoute
from api.desks.read_schemas import RehearsalSchema
from api.http.answers import ANSWERED, answering
from api.http.conditions import AfterPosition, DryRun, IdempotencyKey, IfMatch, etag
from api.http.openapi import problem_responses
from api.office import Office, TheOffice
from api.posts.bodies import Ending, MandateOrder
from api.posts.ordering import mandate_of, ordering, told_mandate
from api.posts.posts import NOT_YOURS, READERS
from api.posts.schemas import MandateSchema, MandatesSchema
from api.posts.views import givers_of, mandate_view
from api.problems import texts_permits, texts_posts
from api.problems.problems import Problem
from api.security import Authenticated
from domain.actor import Role
from domain.post_orders import Order
from domain.posts import roster_version

router = APIRouter(prefix="/v1/mandates", tags=["administrators"])

GIVING = """One person acts for one post under one order, at one time: where two mandates for a post would overlap, the
second is refused. It is asked for at the moment of each act; what is done under it says so ("Plh. Kepala Dinas") in the
timeline, the trail and on the decree. Nobody acts on one file in two roles, under a mandate neither.
"""


@router.get(
    "",
    operation_id="listMandates",
    summary="Every mandate, the newest first",
    responses={**answering(MandatesSchema, "ETag"), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)},
)
async def list_mandates(
    office: TheOffice,
    by: Authenticated,
    post: Annotated[Role | None, Query(description="Only mandates for this post.")] = None,
    x_after_position: AfterPosition = None,
) -> Response:
    """A city office gives a few a year; they are answered whole."""
    if not by.roles & READERS:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, NOT_YOURS)
    if x_after_position is not None:
        await office.posts.refresh()
    posts, now = office.posts, office.clock()
    givers = givers_of(posts.history)
    found = [each for each in posts.roster.mandates.values() if post in (None, each.given.post)]
    items = [mandate_view(each, givers, now) for each in reversed(found)]
    return json_response({"items": items}, 200, {"ETag": etag(roster_version(posts.history))})


# For OpenAPI; `CommandRoute` serves them.
async def _give(
    body: MandateOrder,
    by: Authenticated,
    dry_run: DryRun = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None: ...


async def _end(
    mandate_id: UUID,
    body: Ending,
    by: Authenticated,
    dry_run: DryRun = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """It is over from this moment on; what was done under it stays done."""


def _giving(office: Office, _: Request, body: MandateOrder) -> Order:
    return body.command(uuid4(), office.book.calendar.zone)


def _ending(_: Office, request: Request, body: Ending) -> Order:
    return body.command(mandate_of(request))


GIVE = ordering(MandateOrder, _giving, told_mandate, status=201)
END = ordering(Ending, _ending, told_mandate)
CONDITIONS = (texts_permits.STALE_VERSION, texts_permits.IDEMPOTENCY_KEY_REUSED)

router.add_api_route(
    "",
    _give,
    methods=["POST"],
    status_code=201,
    operation_id="giveMandate",
    summary="Order a person to act for a post (Plt., Plh.)",
    description=GIVING,
    responses={
        **answering(MandateSchema, *ANSWERED, status=201, description="The mandate."),
        **answering(RehearsalSchema, description="What a dry run found."),
        **problem_responses(*CONDITIONS),
    },
    route_class_override=CommandRoute.serving(GIVE),
)
router.add_api_route(
    "/{mandate_id}/end",
    _end,
    methods=["POST"],
    operation_id="endMandate",
    summary="End a mandate before its day",
    responses={
        **answering(MandateSchema | RehearsalSchema, *ANSWERED, description="The mandate, which is over."),
        **problem_responses(texts_posts.MANDATE_NOT_FOUND, texts_posts.MANDATE_OVER, *CONDITIONS),
    },
    route_class_override=CommandRoute.serving(END),
)

"""The office's calendar: what is published, for anyone; and its publication, by the administrator."""

from dataclasses import asdict
from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api.calendars.bodies import Publication
from api.calendars.preview import preview
from api.calendars.schemas import CalendarPreviewSchema, CalendarSchema, CalendarVersionSchema
from api.commands.commanding import call_of, json_response
from api.commands.refusals import told
from api.commands.route import CommandRoute
from api.desks.views import JSON
from api.http.answers import ANSWERED, answering, unchanged
from api.http.conditions import (
    AfterPosition,
    DryRun,
    IdempotencyKey,
    IfMatch,
    IfNoneMatch,
    conditions_of,
    etag,
    is_unchanged,
    not_modified,
)
from api.http.json_body import read_json
from api.http.openapi import problem_responses
from api.office import Office, TheOffice, office_of
from api.problems import texts_calendar as texts
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from api.security import Authenticated, caller_of
from application.office_stream import Acted
from domain.calendar import BeyondCalendar, CalendarYear
from domain.calendar_publication import CALENDAR, PublishCalendar, fact_of, may_publish
from domain.checks import require_none
from domain.horizon import horizon
from domain.office_events import OfficeEvent
from domain.written_calendar import write_year

router = APIRouter(prefix="/v1/calendar")


@router.get(
    "/{year}",
    operation_id="readCalendar",
    summary="A year of the office's calendar, in all its versions",
    tags=["public"],
    responses={
        **answering(CalendarSchema, "ETag"),
        **unchanged(),
        **problem_responses(texts.CALENDAR_NOT_PUBLISHED),
    },
)
async def read_calendar(
    request: Request,
    office: TheOffice,
    year: Annotated[int, Path(ge=1, le=9999)],
    if_none_match: IfNoneMatch = None,
    x_after_position: AfterPosition = None,
) -> Response:
    if x_after_position is not None:
        await office.calendars.refresh()
    publications, publishers = office.book.publications, publishers_of(office.calendars.history)
    versions = publications.versions(year)
    if not versions:
        raise Problem(texts.CALENDAR_NOT_PUBLISHED, BeyondCalendar(year).sentence)
    if is_unchanged(request.scope, office.calendars.seen):
        return not_modified(office.calendars.seen)
    content: JSON = {
        "year": year,
        "published_until": horizon(publications.newest),
        "items": [version_view(each, publishers.get(each.id)) for each in reversed(versions)],
    }
    return json_response(content, 200, {"ETag": etag(office.calendars.seen)})


async def publish_calendar(request: Request) -> Response:
    office = office_of(request)
    with told():
        by, body = caller_of(request.scope), await read_json(request, Publication, or_empty=True)
        require_none(body.faults())
        conditions = conditions_of(request.scope)
        may_publish(by)
        call = call_of(request, office, by, conditions, permit_id=CALENDAR, content=await request.body())
        command = PublishCalendar(calendar=body.written(), zone=body.zone, seen=office.calendars.seen)
        if call.dry_run:
            return json_response(await preview(office, await office.calendars.rehearse(command, call.asked)))
        acted = await office.calendars.publish(command, call.asked, fingerprint=call.fingerprint)
    return _answer(office, acted)


# For OpenAPI; `CommandRoute` serves it.
async def _declared(
    body: Publication,
    by: Authenticated,
    dry_run: DryRun = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """The version gets the next number of its year. It is known from `decided_at`; due dates follow at once."""


PUBLISHING = """Every version says its year whole. We number it, and from now on due dates are counted by it.

Try it with `dry_run=true` first: it tells the days that change, the open files that are due at another time, and the
finished visits whose verdict turns. The `ETag` of `GET /v1/calendar/{year}`, sent as `If-Match`, makes sure that nobody
else has published meanwhile.
"""

router.add_api_route(
    "",
    _declared,
    methods=["POST"],
    status_code=201,
    operation_id="publishCalendar",
    summary="Publish the next version of a year, or (dry run) see what it would change",
    description=PUBLISHING,
    tags=["administrators"],
    responses={
        **answering(CalendarVersionSchema, *ANSWERED, status=201, description="The version that was published."),
        **answering(CalendarPreviewSchema, description="What a dry run found."),
        **problem_responses(
            texts.CALENDAR_CHANGED,
            problem_texts_permits.STALE_VERSION,
            problem_texts_permits.IDEMPOTENCY_KEY_REUSED,
        ),
    },
    route_class_override=CommandRoute.serving(publish_calendar),
)


def version_view(version: CalendarYear, publication: OfficeEvent | None) -> JSON:
    """Return a version in the words of the files, with who published it: nobody, where it ships with the program."""
    by = publication and publication.by
    return {
        **asdict(write_year(version)),
        "version": version.version,
        "zone": version.zone.key,
        "decided_at": version.decided_at.astimezone(UTC),
        "published_at": publication and publication.at,
        "published_by": by and {"name": by.name, "role": by.role},
    }


def publishers_of(history: tuple[OfficeEvent, ...]) -> dict[str, OfficeEvent]:
    """Return the publication of each version, by the version's id."""
    return {f"{fact_of(event).year}.{fact_of(event).version}": event for event in history}


def _answer(office: Office, acted: Acted) -> Response:
    """Return the version that was published; a replay, as it was then."""
    publications, event = office.calendars.publications(acted.history), acted.event
    fact = fact_of(event)
    [version] = [each for each in publications.versions(fact.year) if each.version == fact.version]
    headers = {"ETag": etag(len(publications.all)), "X-Position": str(acted.position)}
    if acted.replayed:
        headers["Idempotent-Replayed"] = "true"
    return json_response(version_view(version, event), 201, headers)

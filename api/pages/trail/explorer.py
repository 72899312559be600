"""The trail, page by page: filters in the address, newest first or from the beginning, in plain words."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.http.words import ROLE
from api.office import Office, TheOffice
from api.pages.trail.form import Form, read_form
from api.pages.trail.reader import ROOT, auditor, room, to_sign_in, trail_pages
from api.pages.trail.seal import standing_of
from api.pages.trail.words import FACT, READ_MODEL, happened
from api.problems.problems import Problem
from api.trail.event_view import EVENTS, event_item
from api.trail.events import EventsPage, events_page
from api.trail.question import Filters, Listed, Order
from application.schema import Raw
from domain.actor import Caller
from domain.refusals import Sentence
from projections.trail import Entry
from projections.trail_event import numbers_of

router = trail_pages()
_NOTHING = EventsPage((), None, 0)


class Row(NamedTuple):
    """An event as a line of the list."""

    item: Raw
    told: Sentence
    number: str | None


class Ways(NamedTuple):
    """Where the pages before and after this one are, in its order."""

    onward: str | None
    back: str | None


@router.get("", operation_id="listEvents")
async def explorer(request: Request, office: TheOffice) -> Response:
    by = auditor(request)
    if by is None:
        return to_sign_in(request)
    pairs = [each for each in request.query_params.multi_items() if each[0] != "newer"]
    if not request.query_params.get("order"):
        pairs.append(("order", Order.NEWEST))
    form, newer = read_form(Listed, pairs), request.query_params.get("newer")
    found, ways = _NOTHING, Ways(None, None)
    if form.asked is not None:
        try:
            found, ways = await _found(office, by, form.asked, form, newer)
        except Problem as problem:
            form = form.at_fault(problem)
    return room(
        request,
        "trail.html",
        status=422 if form.faults else 200,
        form=form,
        rows=await rows_of(office, found),
        ways=ways,
        live=_live(form, found, newer),
        api=f"{EVENTS}?{_as_api(form.asked, set(Listed.model_fields) - {'cursor'})}" if form.asked else EVENTS,
        standing=await standing_of(office),
        models=READ_MODEL,
        fact_names=FACT,
        role_names=ROLE,
        sops={code: code for code in sorted({ref.code for ref in office.book.sops})},
        newest_first=form.value("order") != Order.OLDEST,
        own_id=False,
        root=ROOT,
    )


async def rows_of(office: Office, found: EventsPage) -> list[Row]:
    numbers = await _numbers(office, found)
    return [_row(entry, numbers) for entry in found.entries]


async def _found(
    office: Office, by: Caller, asked: Listed, form: Form[Listed], newer: str | None
) -> tuple[EventsPage, Ways]:
    """Return a page. One that was left behind is read the other way round, up to where the reader came from."""
    if newer is None:
        found = await events_page(office, by, asked, "events")
        onward = found.following and f"{ROOT}?{form.query(cursor=found.following)}"
        back = _cursor(office, asked, _turned(asked), found, 0) if asked.cursor else None
        return found, Ways(onward, back and f"{ROOT}?{form.query(newer=back)}")
    turned = _turned(asked).model_copy(update={"cursor": newer})
    read = await events_page(office, by, turned, "events")
    found = EventsPage(read.entries[::-1], read.following, read.head)
    onward = _cursor(office, asked, asked, found, -1)
    return found, Ways(
        onward and f"{ROOT}?{form.query(cursor=onward)}",
        read.following and f"{ROOT}?{form.query(newer=read.following)}",
    )


def _turned(asked: Listed) -> Listed:
    order = Order.OLDEST if asked.order is Order.NEWEST else Order.NEWEST
    return asked.model_copy(update={"order": order, "cursor": None})


def _cursor(office: Office, asked: Listed, way: Listed, found: EventsPage, place: int) -> str | None:
    """Return the cursor to what follows the event at this place of the page, in the order of `way`."""
    if not found.entries:
        return None
    assert asked.limit == way.limit, "the same question"
    return office.cursors.write((found.entries[place].position,), f"events {way.listing()}")


async def _numbers(office: Office, found: EventsPage) -> Mapping[UUID, str]:
    async with office.reads() as connection:
        return await numbers_of(connection, [entry.stream for entry in found.entries])


def _row(entry: Entry, numbers: Mapping[UUID, str]) -> Row:
    return Row(event_item(entry), happened(entry), numbers.get(entry.stream))


def _live(form: Form[Listed], found: EventsPage, newer: str | None) -> str | None:
    """Return the stream of what is news to this page; only the first of the newest has any."""
    asked = form.asked
    if asked is None or asked.order is not Order.NEWEST or asked.cursor or newer or asked.before:
        return None
    following = asked.model_copy(update={"after": max(found.head, asked.after or 0)})
    return f"{EVENTS}/stream?{_as_api(following, set(Filters.model_fields))}"


def _as_api(asked: Listed, names: set[str]) -> str:
    """Return this much of the question as the API is asked it."""
    said = asked.model_dump(mode="json", by_alias=True, exclude_defaults=True, include=names)
    return urlencode(
        [(name, each) for name, all_ in said.items() for each in (all_ if isinstance(all_, list) else [all_])]
    )

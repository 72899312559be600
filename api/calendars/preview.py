"""What a publication would change, told beforehand: days, due dates of open visits, verdicts of finished ones."""

from collections import Counter
from collections.abc import AsyncGenerator

from api.desks.views import JSON
from api.office import Office
from domain.calendar_change import CalendarChange, ChangedDay, Flip
from domain.calendar_publication import fact_of, year_of
from domain.office_events import OfficeEvent
from domain.rulebook import Rulebook
from domain.working_time import Standard
from domain.written_calendar import write_spans
from projections.sla.dated_visits import DatedVisit, finished_visits, open_visits

MOST_EXAMPLES = 50


async def preview(office: Office, event: OfficeEvent) -> JSON:
    """Return what `event`, which has not happened, would change."""
    before = office.calendars.publications(office.calendars.history[: event.originator_version - 1])
    fact = fact_of(event)
    change = CalendarChange(before.newest, before.including(year_of(fact)).newest)
    return {
        "dry_run": True,
        "year": fact.year,
        "version": fact.version,
        "days": [_day(each) for each in change.days],
        **await _visits(office, change),
    }


async def _visits(office: Office, change: CalendarChange) -> JSON:
    book = office.book
    window = change.window([row.standard for sop in book.all_sops for row in sop.rows])
    if window is None:
        return {"open_visits": {"changed": 0, "examples": []}, "finished_visits": []}
    since, until = window
    async with office.reads() as connection:
        return {
            "open_visits": await _moved(open_visits(connection, since=since, until=until), change, book),
            "finished_visits": await _flipped(finished_visits(connection, since=since, until=until), change, book),
        }


async def _moved(visits: AsyncGenerator[DatedVisit], change: CalendarChange, book: Rulebook) -> JSON:
    changed, examples = 0, list[JSON]()
    async for visit in visits:
        if moved := change.moved(visit.entered_at, _standard(visit, book)):
            changed += 1
            if changed <= MOST_EXAMPLES:
                dues = {"due_before": moved.before, "due_after": moved.after}
                examples.append({"number": visit.number, "step": visit.step, **dues})
    return {"changed": changed, "examples": examples}


async def _flipped(visits: AsyncGenerator[DatedVisit], change: CalendarChange, book: Rulebook) -> list[JSON]:
    flips: Counter[tuple[str, int, Flip]] = Counter()
    async for visit in visits:
        assert visit.left_at is not None, "it is finished"
        if flip := change.flip(visit.entered_at, visit.left_at, _standard(visit, book)):
            flips[visit.sop_code, visit.step, flip] += 1
    places = sorted({(sop, step) for sop, step, _ in flips})
    return [{"sop": sop, "step": step, **{flip.value: flips[sop, step, flip] for flip in Flip}} for sop, step in places]


def _standard(visit: DatedVisit, book: Rulebook) -> Standard:
    return book.sop(visit.sop).row(visit.step).standard


def _day(changed: ChangedDay) -> JSON:
    return {
        "day": changed.day,
        "change": changed.change,
        "before": write_spans(changed.before),
        "after": write_spans(changed.after),
    }

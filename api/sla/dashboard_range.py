"""Which stretch of time a figure of the dashboard covers: what is asked for, or the last twelve calendar months."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import pointer
from api.sla.period import TO, require_forward
from domain.refusals import Fault, Sentence
from projections.sla.periods import Periods, periods

MONTHS = 12
LONGEST = timedelta(days=3660)  # ten years, with the days that leap
_AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From `start` to `end`, as it was `at`, in these periods."""

    start: datetime
    end: datetime
    at: datetime
    periods: Periods


def range_of(
    since: datetime | None, until: datetime | None, *, as_of: datetime | None, now: datetime, zone: ZoneInfo
) -> Range:
    """Return the range, or raise a 422 problem. What ends at `as_of` itself had ended by then."""
    require_forward(since, until, TO)
    at = as_of or now
    end = min(until or at, at) if as_of else until or at
    start = since or months_before(end, zone)
    if start > end:
        raise _refused("after_to", _NOTHING_YET)
    if end - start > LONGEST:
        raise _refused("range_too_long", _TOO_LONG)
    return Range(start=start, end=end, at=at, periods=periods(start, _cut(until, as_of, now, zone), zone))


def _cut(until: datetime | None, as_of: datetime | None, now: datetime, zone: ZoneInfo) -> datetime:
    """Return before when what counts must have ended."""
    if as_of is not None:
        return min(until or as_of + _AN_INSTANT, as_of + _AN_INSTANT)
    # Nothing has ended after now: a range up to now ends with a whole month.
    return until or _next_month(now, zone)


def months_before(end: datetime, zone: ZoneInfo) -> datetime:
    """Return the beginning of the twelve calendar months of which the last is that of `end`."""
    last = end.astimezone(zone)
    year, month = divmod(last.year * 12 + last.month - MONTHS, 12)
    return datetime(year, month + 1, 1, tzinfo=zone)


def month_bounds(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the month with this first day begins at the office, and when it is over."""
    begin = datetime.combine(month, time.min, zone)
    return begin, _next_month(begin, zone)


def _next_month(at: datetime, zone: ZoneInfo) -> datetime:
    year, month = divmod(at.astimezone(zone).year * 12 + at.astimezone(zone).month, 12)
    return datetime(year, month + 1, 1, tzinfo=zone)


def _refused(code: str, sentence: Sentence) -> Problem:
    return Problem(problem_texts.INVALID_REQUEST, errors=(Fault(pointer("query", "from"), code, sentence),))


_NOTHING_YET = Sentence(
    "Awal rentang waktu (from) sesudah akhirnya: tidak ada yang dapat dihitung.",
    "The range begins (from) after its end: there is nothing to count.",
)
_TOO_LONG = Sentence(
    "Rentang waktu paling lama sepuluh tahun.",
    "A range may cover ten years at most.",
)

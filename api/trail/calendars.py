"""The calendars by which a trail is judged: those that ship, those that its own lines publish, those of given files."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from api.trail.lines import BadTrail, OfficeLine
from domain.calendar import CalendarYear, YearsDoNotFit
from domain.calendar_publication import spoken_for, written_of
from domain.office_events import CalendarPublished
from domain.publications import Publications
from domain.written_calendar import faults_of, read_year

PUBLISHED = CalendarPublished.__name__
_FACT = TypeAdapter(CalendarPublished)


def calendar_of(line: OfficeLine) -> CalendarYear:
    """Return the calendar year that a line of the fact `PUBLISHED` says, or raise `BadTrail`."""
    try:
        fact = _FACT.validate_python(line.data)
        zone = ZoneInfo(fact.zone)
    except ValidationError as error:
        first = error.errors()[0]
        raise _bad(line, f"data.{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (KeyError, ValueError, OSError):  # unknown; no name of a zone; a folder of them
        raise _bad(line, "data.zone is no zone of the IANA database") from None
    written = written_of(fact)
    for fault in faults_of(written):
        raise _bad(line, f"data{fault.pointer.replace('/', '.')}: {fault.message.en}")
    return read_year(written, version=fact.version, zone=zone)


def publications_of(
    shipped: Publications, own: Sequence[CalendarYear], given: Sequence[CalendarYear] = ()
) -> Publications:
    """Return all versions of all years; `given` ones speak alone for their years. Raise `YearsDoNotFit`."""
    years = {each.year for each in given}
    return Publications((*(each for each in spoken_for(shipped, own).all if each.year not in years), *given))


def published_in(shipped: Publications, lines: Iterable[OfficeLine]) -> list[CalendarYear]:
    """Return what the lines of a trail publish, in their order, or raise `BadTrail`."""
    own: list[CalendarYear] = []
    for line in lines:
        if line.fact == PUBLISHED:
            own.append(calendar_of(line))
            try:
                spoken_for(shipped, own)
            except YearsDoNotFit as error:
                raise _bad(line, str(error)) from None
    return own


def _bad(line: OfficeLine, what: str) -> BadTrail:
    return BadTrail(f"line {line.number}: {what}")

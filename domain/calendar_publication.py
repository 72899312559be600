"""Publishing a version of a calendar year: who may, what it must say beside what is published, and the fact."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from domain.actor import Actor, Caller, Role
from domain.admission import Asked
from domain.calendar import CalendarYear
from domain.checks import require_none
from domain.indonesian import moment_text
from domain.office_events import CalendarPublished, OfficeEvent
from domain.publications import Publications
from domain.refusals import Fault, NeverYourRole, Refused, Sentence, Stale
from domain.written_calendar import WrittenYear, faults_of, read_year

CALENDAR = uuid5(NAMESPACE_URL, "urn:jejak-izin:calendar")
"""The one stream of all calendar years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCalendar:
    """Publish the next version of a year. `seen` is how many versions the office had when it was asked to.

    The zone is the office's own: where one is named, it must be that one.
    """

    calendar: WrittenYear
    seen: int
    zone: str | None = None


class CalendarChanged(Refused):
    """Somebody else has published meanwhile. Nobody replaces a version that could not be seen."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "Kalender lain baru saja ditetapkan. Periksa kembali sebelum menetapkan versi berikutnya.",
                "Another calendar has just been published. Look again before you publish the next version.",
            )
        )


def may_publish(by: Caller) -> Actor:
    """Return the caller as the administrator, or raise `NeverYourRole`."""
    if Role.ADMIN in by.roles:
        return by.acting_as(Role.ADMIN)
    raise NeverYourRole(
        Sentence("Kalender hanya ditetapkan oleh Admin.", "Only the administrator publishes calendars.")
    )


def published(shipped: Publications, history: Iterable[OfficeEvent]) -> Publications:
    """Return all versions: those that shipped with the program, and those of the office's own `history`.

    From its first publication of a year on, the office speaks for that year: a file that comes later, with another
    release of the program, neither clashes with what was published nor replaces it.
    """
    return spoken_for(shipped, [year_of(fact_of(event)) for event in history])


def spoken_for(shipped: Publications, own: Sequence[CalendarYear]) -> Publications:
    """The same, from the years that the office published, in their order."""
    first_own: dict[int, int] = {}
    for each in own:
        first_own.setdefault(each.year, each.version)
    kept = (each for each in shipped.all if each.version < first_own.get(each.year, each.version + 1))
    return Publications((*kept, *own))


def fact_of(event: OfficeEvent) -> CalendarPublished:
    """Return what was published by this event of the stream `CALENDAR`."""
    assert isinstance(event.fact, CalendarPublished), "only these are on the stream of calendars"
    return event.fact


def year_of(fact: CalendarPublished) -> CalendarYear:
    """Return the calendar year that was published."""
    return read_year(written_of(fact), version=fact.version, zone=ZoneInfo(fact.zone))


def written_of(fact: CalendarPublished) -> WrittenYear:
    """Return the words in which it was published."""
    return WrittenYear(
        year=fact.year,
        decree=fact.decree,
        decided_at=fact.decided_at,
        provisional=fact.provisional,
        hours=fact.hours,
        seasons=fact.seasons,
        national_holidays=fact.national_holidays,
        joint_leave=fact.joint_leave,
        local_closures=fact.local_closures,
    )


def publish(
    command: PublishCalendar, shipped: Publications, history: tuple[OfficeEvent, ...], asked: Asked
) -> OfficeEvent:
    """Return the event that `command` brings about on the calendar's `history`, or raise `Refused`."""
    by, present = may_publish(asked.by), published(shipped, history)
    _require_seen(command, len(present.all), asked.if_match)
    require_none((*faults_of(command.calendar), *_faults_beside(command, present, asked.at)))
    return OfficeEvent(
        originator_id=CALENDAR,
        originator_version=len(history) + 1,
        # As in a permit's file: time never runs backwards, whichever host's clock tells it.
        at=max(asked.at, history[-1].at) if history else asked.at,
        by=by,
        command_id=asked.command_id,
        correlation=asked.correlation,
        fact=_fact(command.calendar, present),
    )


def _require_seen(command: PublishCalendar, present: int, if_match: int | None) -> None:
    if if_match is not None and if_match != present:
        raise Stale(present, STALE)
    if if_match is None and command.seen != present:
        raise CalendarChanged


def _faults_beside(command: PublishCalendar, present: Publications, at: datetime) -> Iterator[Fault]:
    """What the year says wrong in the light of what is published, and of the clock."""
    written, years = command.calendar, present.newest.years
    first, following, zone = years[0].year, years[-1].year + 1, present.newest.zone
    if written.year < first:
        yield Fault("/year", "before_first", _before(first))
    elif written.year > following:
        yield Fault("/year", "year_left_out", _left_out(following))
    if command.zone not in (None, zone.key):
        yield Fault("/zone", "other_zone", _other_zone(zone.key))
    if written.decided_at > at:
        yield Fault("/decided_at", "future", FUTURE)
    versions = present.versions(written.year)
    if versions and written.decided_at < versions[-1].decided_at:
        yield Fault("/decided_at", "before_previous", _decided_before(versions[-1]))


def _fact(written: WrittenYear, present: Publications) -> CalendarPublished:
    versions = present.versions(written.year)
    return CalendarPublished(
        year=written.year,
        version=versions[-1].version + 1 if versions else 1,
        zone=present.newest.zone.key,
        decree=written.decree,
        decided_at=written.decided_at,
        provisional=written.provisional,
        hours=written.hours,
        seasons=written.seasons,
        national_holidays=written.national_holidays,
        joint_leave=written.joint_leave,
        local_closures=written.local_closures,
    )


STALE = Sentence(
    "Kalender telah berubah sejak Anda membacanya. Muat ulang sebelum mengulangi.",
    "The calendar has changed since you read it. Look again before you repeat this.",
)
FUTURE = Sentence(
    "Tanggal penetapan tidak boleh di masa mendatang.",
    "A calendar is published once its decree is decided: this date is in the future.",
)


def _before(first: int) -> Sentence:
    return Sentence(f"Kalender kantor ini dimulai pada tahun {first}.", f"This office's calendar begins with {first}.")


def _left_out(following: int) -> Sentence:
    return Sentence(
        f"Kalender tahun {following} belum ditetapkan; tidak ada tahun yang boleh dilewati.",
        f"The calendar of {following} is not published yet, and no year may be left out.",
    )


def _other_zone(zone: str) -> Sentence:
    return Sentence(f"Zona waktu kantor ini {zone} dan tidak berubah.", f"This office's zone is {zone}, for good.")


def _decided_before(previous: CalendarYear) -> Sentence:
    return Sentence(
        f"Versi {previous.id} ditetapkan pada {moment_text(previous.decided_at)}; versi berikutnya tidak dapat "
        "mendahuluinya.",
        f"Version {previous.id} was decided at {previous.decided_at.isoformat()}; the next cannot be from before that.",
    )

"""Lives that a file could have, at any time of any calendar: for the laws of the SLA.

Steps follow each other as the SOP has it, and time passes in every way: not at all, by microseconds, by months, up to
the edges of breaks, days, Ramadan, holidays and years, and past the published ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from domain.calendar import CalendarYear, Closure, ClosureKind
from domain.events import Event, Fact
from domain.publications import Knowledge, Publications
from domain.sop import Sop
from domain.working_time import Standard
from tests.application.every_fact import ACTS, SITI
from tests.book import office_rulebook
from tests.domain.case import ROLES, routed, submitted
from tests.domain.office import WITA, published, wita
from tests.domain.sla_walker import Happening, PlainSop
from tests.domain.span_walker import SpanWalker
from tests.domain.test_working_time_laws import EDGES, OFFSETS

SOP = next(iter(office_rulebook().all_sops))
FACTS: Mapping[str, Fact] = {type(fact).__name__: fact for _, fact in ACTS}
# At each step what may happen, likelier things more often, and where the file goes; 0 is nowhere any more.
MOVES: Mapping[int, Sequence[tuple[str, int | None]]] = {
    1: (*[("Submitted", 2)] * 6, ("Lapsed", 0), ("Withdrawn", 0)),
    2: (*[("Verified", 3)] * 4, *[("Rejected", 1)] * 4, ("Withdrawn", 0)),
    3: (*[("Routed", 4)] * 8, ("Withdrawn", 0)),
    4: (*[("BAPFiled", 5)] * 8, ("Withdrawn", 0)),
    5: (*[("Drafted", 6)] * 8, ("Withdrawn", 0)),
    6: (*[("Approved", 7)] * 4, ("Returned", 5)),
    7: (*[("Approved", 8)] * 4, ("Returned", 5)),
    8: (*[("Signed", 9)] * 4, ("Returned", 5)),
    9: (*[("Delivered", 0)] * 4, ("Revoked", 0)),
    0: (("Revoked", None), ("PersonalDataErased", None)),
}
BESIDE = ("Claimed", "Released")

BEGINNINGS = st.datetimes(datetime(2025, 12, 20), datetime(2027, 12, 24), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside them
SHORT_GAPS = st.one_of(
    st.just(timedelta()),
    st.builds(timedelta, microseconds=st.integers(0, 3_000_000)),
    st.builds(timedelta, seconds=st.integers(0, 900)),
    st.builds(timedelta, seconds=st.integers(0, 5400)),
    st.builds(timedelta, minutes=st.integers(0, 600), microseconds=st.sampled_from([0, 1, 999_999])),
    st.builds(timedelta, days=st.integers(0, 7), seconds=st.integers(0, 86_400)),
)
GAPS = st.one_of(*[SHORT_GAPS] * 9, st.builds(timedelta, days=st.integers(0, 300)))
NEAR_EDGES = st.builds(
    lambda edge, offset: edge + timedelta(microseconds=offset), st.sampled_from(EDGES), st.sampled_from(OFFSETS)
)
STANDARDS = st.builds(Standard, days=st.integers(0, 6), minutes=st.integers(1, 500))


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomCase:
    """A history, an SOP, every published version of the calendar, and the instant and knowledge it is judged by."""

    happened: Sequence[Happening]
    sop: Sop
    versions: Sequence[CalendarYear]
    as_of: datetime
    knowledge: Knowledge

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(_event(version, each, self.sop) for version, each in enumerate(self.happened, 1))

    @property
    def publications(self) -> Publications:
        return Publications(self.versions)

    @property
    def plain_sop(self) -> PlainSop:
        return PlainSop(
            rows={row.no: (row.role.value, row.standard.days, row.standard.minutes) for row in self.sop.rows},
            declared=(self.sop.declared_total.days, self.sop.declared_total.minutes),
            legal=(self.sop.legal_limit.days, self.sop.legal_limit.minutes),
        )

    def walker_at(self, ended: datetime | None) -> SpanWalker:
        """The years as they were known then, or are known now; the first year is always there."""
        chosen: list[CalendarYear] = []
        for year in sorted({each.year for each in self.versions}):
            of_year = sorted((each for each in self.versions if each.year == year), key=lambda each: each.version)
            if self.knowledge is Knowledge.THEN and ended is not None:
                decided = [each for each in of_year if each.decided_at <= ended]
                if not decided and chosen:
                    break
                of_year = decided or of_year[:1]
            chosen.append(of_year[-1])
        return SpanWalker(*chosen)


@st.composite
def random_cases(draw: st.DrawFn) -> RandomCase:
    happened = draw(_lives())
    return RandomCase(
        happened=happened,
        sop=draw(st.just(SOP) | _sops()),
        versions=draw(_calendars()),
        as_of=draw(_instants(happened)),
        knowledge=draw(st.sampled_from(Knowledge)),
    )


@st.composite
def _lives(draw: st.DrawFn) -> Sequence[Happening]:
    at = draw(BEGINNINGS | NEAR_EDGES)
    drafted = draw(st.none() | GAPS)  # by a device whose clock may run ahead
    happened = [*_sent(at, 1, None if drafted is None else at - drafted + timedelta(minutes=5))]
    step, rounds = 2, 1
    for _ in range(draw(st.integers(0, 8) | st.integers(8, 40))):
        edge = draw(NEAR_EDGES) if draw(st.integers(0, 5)) == 0 else at
        at = edge if at < edge < at + timedelta(days=60) else at + draw(GAPS)
        if step and draw(st.integers(0, 5)) == 0:
            happened.append((at, draw(st.sampled_from(BESIDE)), {}))
            continue
        fact, to_step = draw(st.sampled_from(MOVES[step]))
        if fact == "Submitted":
            rounds += 1
            happened += _sent(at, rounds, draw(st.none() | st.just(at - timedelta(hours=1))))
        else:
            happened += [(at, fact, {})] if fact != "Routed" else []
            happened += [_moved(at, to_step)] if to_step else []
        if to_step is None:  # after the end there is one thing more, if any
            break
        step = to_step
    return happened


def _sent(at: datetime, rounds: int, began: datetime | None) -> tuple[Happening, Happening]:
    return (at, "Submitted", {"round": rounds, "started_at": began}), _moved(at, 2)


def _moved(at: datetime, step: int) -> Happening:
    return at, "Routed", {"to_step": step, "to_role": ROLES[step - 1].value}


@st.composite
def _instants(draw: st.DrawFn, happened: Sequence[Happening]) -> datetime:
    """Just before, at, or any time after something that happened; never before the file began."""
    latter = happened[len(happened) // 2 :]
    near = draw(st.sampled_from(happened) | st.sampled_from(latter) | st.just(happened[-1]))[0] + draw(
        st.sampled_from([timedelta(), timedelta(microseconds=1), timedelta(microseconds=-1)]) | GAPS
    )
    return max(near, happened[0][0])


@st.composite
def _sops(draw: st.DrawFn) -> Sop:
    """The same walk by other standards, which may be days, minutes or both."""
    rows = tuple(replace(row, standard=draw(STANDARDS)) for row in SOP.rows)
    return replace(SOP, rows=rows, declared_total=draw(STANDARDS), legal_limit=draw(STANDARDS))


@st.composite
def _calendars(draw: st.DrawFn) -> Sequence[CalendarYear]:
    """The office's own years, and perhaps a later version of one, in which some more days are closed."""
    years = [published(year) for year in draw(st.sampled_from([*[(2026, 2027)] * 4, (2026,), (2027,)]))]
    amended = [draw(_amended(year)) for year in years if draw(st.booleans())]
    return (*years, *amended)


@st.composite
def _amended(draw: st.DrawFn, year: CalendarYear) -> CalendarYear:
    first = wita(f"{year.year}-01-01 00:00")
    days = draw(st.sets(st.integers(0, 364), min_size=1, max_size=8))
    closures = [
        Closure(day=(first + timedelta(days=n)).date(), kind=ClosureKind.LOCAL_CLOSURE, name="Penutupan") for n in days
    ]
    taken = {closure.day for closure in year.closures}
    decided_at = draw(st.datetimes(datetime(2025, 10, 1), datetime(2028, 1, 1), timezones=st.just(WITA)))  # noqa: DTZ001 - the zone is beside them
    new = (each for each in closures if each.day not in taken)
    return replace(year, version=year.version + 1, decided_at=decided_at, closures=(*year.closures, *new))


def _event(version: int, happening: Happening, sop: Sop) -> Event:
    at, name, data = happening
    return Event(
        originator_id=UUID(int=1),
        originator_version=version,
        at=at,
        by=SITI,
        sop=sop.ref,
        step=None,
        round=1,
        command_id=UUID(int=version),
        correlation=None,
        fact=_fact(name, data),
    )


def _fact(name: str, data: Mapping[str, object]) -> Fact:
    match name, data:
        case "Submitted", {"round": int(rounds), "started_at": None | datetime() as began}:
            return submitted(rounds, began)
        case "Routed", {"to_step": int(step)}:
            return routed(0, step)
        case _:
            return FACTS[name]

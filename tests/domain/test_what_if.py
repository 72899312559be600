"""What if: the same as a second, plain engine would judge each visit, counted without a visit too few or too many."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.calendar import BeyondCalendar, Closure, ClosureKind
from domain.supposition import Supposition, supposed_calendar, supposition_faults, touched
from domain.what_if import EXAMPLES, Flip, Late, Past, Replay
from domain.working_time import Standard
from tests.book import office_rulebook
from tests.domain.office import calendar, wita
from tests.domain.span_walker import SpanWalker

BOTH = calendar(2026, 2027)
SOPS = office_rulebook().all_sops
NOW = {row.no: row.standard for row in SOPS[0].rows}
PLAIN = SpanWalker(*BOTH.years)
MONDAY = wita("2026-11-23 09:00")


def plainly_due(entered_at: datetime, standard: Standard, walker: SpanWalker) -> datetime | None:
    try:
        return walker.due(entered_at, standard)
    except BeyondCalendar:
        return None


def plainly_late(left_at: datetime, due_at: datetime | None) -> Late:
    return None if due_at is None else left_at.replace(microsecond=0) > due_at


def past(step: int, entered_at: datetime, left_at: datetime, n: int = 1) -> Past:
    due_at = plainly_due(entered_at, NOW[step], PLAIN)
    return UUID(int=n).bytes, n, "1", step, entered_at, left_at, due_at, plainly_late(left_at, due_at)


def replayed(supposed: Supposition, visits: Iterable[Past]) -> Replay:
    replay = Replay(supposed, SOPS, supposed_calendar(BOTH, supposed))
    replay.see(visits)
    return replay


AROUND_NEW_YEAR = [date(2026, 11, 1) + timedelta(days=n) for n in range(90)]
WORKING_DAYS = [day for day in AROUND_NEW_YEAR if any(y.year == day.year and y.spans(day) for y in BOTH.years)]
INSTANTS = st.integers(0, 120 * 86_400).map(lambda seconds: wita("2026-10-20 00:00") + timedelta(seconds=seconds))
LATEST = st.integers(0, 3 * 86_400).map(lambda seconds: wita("2027-12-28 12:00") + timedelta(seconds=seconds))
VISITS = st.lists(
    st.builds(
        lambda step, entered_at, lasted: past(step, entered_at, entered_at + lasted),
        st.integers(1, 9),
        INSTANTS | LATEST,
        st.timedeltas(timedelta(), timedelta(minutes=20)) | st.timedeltas(timedelta(), timedelta(days=12)),
    ),
    max_size=12,
)
SUPPOSED = st.builds(
    lambda standards, closed, opened: Supposition(
        standards=standards,
        closed=tuple(Closure(day=day, kind=ClosureKind.LOCAL_CLOSURE, name="Hari Jadi") for day in closed),
        opened=tuple(opened),
    ),
    st.dictionaries(st.integers(1, 9), st.builds(Standard, days=st.integers(0, 6), minutes=st.integers(1, 30))),
    st.sets(st.sampled_from(WORKING_DAYS), max_size=3),
    st.sets(st.sampled_from([date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)])),
)


@settings(deadline=None)
@given(SUPPOSED, VISITS)
def test_every_visit_is_judged_as_a_plain_engine_would(supposed: Supposition, visits: list[Past]) -> None:
    assume(not list(supposition_faults(supposed, SOPS, BOTH)))
    would_be = supposed_calendar(BOTH, supposed)
    walker = SpanWalker(*would_be.years)
    before: dict[int, Counter[Late]] = {step: Counter() for step in NOW}
    after: dict[int, Counter[Late]] = {step: Counter() for step in NOW}
    moved = Counter[int]()
    for _, _, _, step, entered_at, left_at, due_at, late in visits:
        would_be_due = plainly_due(entered_at, supposed.standards.get(step, NOW[step]), walker)
        before[step][late] += 1
        after[step][plainly_late(left_at, would_be_due)] += 1
        moved[step] += due_at != would_be_due

    replay = replayed(supposed, visits)
    replay.see_open((version, step, entered_at, due_at) for _, _, version, step, entered_at, _, due_at, _ in visits)

    assert len(visits) == replay.judged
    assert after == {step: replay.after(step, before[step]) for step in NOW}
    assert moved == replay.moved


@settings(deadline=None)
@given(SUPPOSED, VISITS)
def test_what_does_not_touch_the_changed_days_is_due_when_it_was(supposed: Supposition, visits: list[Past]) -> None:
    """So whoever asks a database need not ask for those."""
    assume(not list(supposition_faults(supposed, SOPS, BOTH)))
    begin, end = touched(BOTH, supposed) or (MONDAY, MONDAY)
    untouched = [
        visit
        for visit in visits
        if visit[3] not in supposed.standards and not (visit[4] < end and (visit[6] is None or visit[6] >= begin))
    ]

    assert not replayed(supposed, untouched).changes


def minutes(n: float) -> datetime:
    return MONDAY + timedelta(minutes=n)


def test_what_is_gained_and_lost_is_counted_and_shown() -> None:
    """Ten minutes become five: who took seven is late now; five days become six: who took longer than five is not."""
    supposed = Supposition(standards={2: Standard(minutes=5), 4: Standard(days=6)})
    seven = past(2, MONDAY, minutes(7), n=1)
    long = past(4, MONDAY, wita("2026-11-30 09:00"), n=2)

    replay = replayed(supposed, [seven, long, past(2, MONDAY, minutes(3)), past(2, MONDAY, minutes(12))])

    assert {(2, False, True): 1, (4, True, False): 1} == replay.changes
    assert {False: 1, True: 2} == replay.after(2, {False: 2, True: 1})
    assert (
        Flip(
            left_at=minutes(7),
            permit=UUID(int=1).bytes,
            n=1,
            step=2,
            entered_at=MONDAY,
            due_before=minutes(10),
            due_after=minutes(5),
        ),
    ) == replay.flips(late=True)
    (gained,) = replay.flips(late=False)
    assert (UUID(int=2).bytes, wita("2026-11-27 16:30"), wita("2026-12-01 16:00")) == (
        gained.permit,
        gained.due_before,
        gained.due_after,
    )


def test_the_latest_examples_are_kept_however_the_visits_come() -> None:
    supposed = Supposition(standards={2: Standard(minutes=5)})
    visits = [past(2, minutes(n), minutes(n + 7), n=n) for n in range(EXAMPLES + 15)]

    shown = replayed(supposed, visits).flips(late=True)

    assert [UUID(int=n).bytes for n in range(EXAMPLES + 14, 14, -1)] == [flip.permit for flip in shown]
    assert shown == replayed(supposed, reversed(visits)).flips(late=True)


def test_a_visit_that_would_be_dated_at_last_is_no_verdict_gained() -> None:
    """In the last days of the published years four days have no end; five minutes have."""
    eve = wita("2027-12-31 15:00")
    supposed = Supposition(standards={4: Standard(minutes=5)})

    replay = replayed(supposed, [past(4, eve, eve + timedelta(minutes=9))])

    assert {(4, None, True): 1} == replay.changes
    assert () == replay.flips(late=True)
    assert {None: 2, True: 1} == replay.after(4, {None: 3})

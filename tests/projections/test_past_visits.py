"""A what-if over the visits: exactly what the read model would be, had the office lived by what is supposed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest

from domain.calendar import Closure, ClosureKind
from domain.publications import Publications
from domain.rulebook import Rulebook
from domain.supposition import Supposition, supposed_calendar, touched
from domain.what_if import Late, Replay
from domain.working_time import Standard
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from projections.engine.projection import AnyProjection
from projections.engine.recorded import Recorded
from projections.sla.one_moment import one_moment
from projections.sla.past_visits import TABLES, Asked, count_visits, numbers_of, open_visits, past_visits
from tests.book import office_rulebook
from tests.conftest import Databases
from tests.projections.histories import interleaved
from tests.projections.office import Log, app, inbox, live, projector
from tests.projections.sla_office import sla, slow_lives
from tests.scenario import MONDAY

MOST = 10_000
BOOK = office_rulebook()
SOPS = BOOK.all_sops
FIVE_MINUTES = Standard(minutes=5)


def closed(*days: str) -> tuple[Closure, ...]:
    return tuple(Closure(day=date.fromisoformat(day), kind=ClosureKind.LOCAL_CLOSURE, name="Banjir") for day in days)


SUPPOSED = {
    "shorter": Supposition(standards={2: FIVE_MINUTES, 4: Standard(days=2)}),
    "longer": Supposition(standards={4: Standard(days=6, minutes=30), 9: Standard(days=1)}),
    "closed": Supposition(standards={}, closed=closed("2026-11-24", "2026-12-01", "2026-02-03")),
    "worked": Supposition(standards={}, opened=tuple(date(2026, 3, day) for day in (19, 20, 23, 24))),
    "all": Supposition(
        standards={3: FIVE_MINUTES, 4: Standard(days=3)}, closed=closed("2026-11-26"), opened=(date(2026, 12, 24),)
    ),
}


def asked(supposed: Supposition, since: datetime | None = None, until: datetime | None = None) -> Asked:
    return Asked(
        sop_code="izin-kbm",
        since=since,
        until=until,
        steps=supposed.standards.keys(),
        touched=touched(BOOK.calendar, supposed),
    )


async def fill(url: str, events: list[Recorded], *projections: AnyProjection) -> None:
    async with await projector(url)() as connection:
        for projection in projections:
            await install(connection, projection)
            await apply(connection, projection, await live(connection, projection), events)


async def replayed(connection: Connection, supposed: Supposition, question: Asked) -> Replay:
    replay = Replay(supposed, SOPS, supposed_calendar(BOOK.calendar, supposed))
    async with one_moment(connection, *TABLES):
        async for portion in past_visits(connection, question):
            replay.see(portion)
        async for lasting in open_visits(connection, question):
            replay.see_open(lasting)
    return replay


def book_of(supposed: Supposition) -> Rulebook:
    """The rulebook of an office that lives by what is supposed."""
    sops = {
        ref: replace(
            sop, rows=tuple(replace(row, standard=supposed.standards.get(row.no, row.standard)) for row in sop.rows)
        )
        for ref, sop in BOOK.sops.items()
    }
    return replace(BOOK, sops=sops, publications=Publications(supposed_calendar(BOOK.calendar, supposed).years))


async def verdicts(connection: Connection, where: str = "true") -> Mapping[int, Counter[Late]]:
    query = f"SELECT step, late, count(*) FROM read.sla_visits WHERE {where} GROUP BY step, late"
    cursor = await connection.execute(query.encode())
    return _by_step((step, late, n) for step, late, n in await cursor.fetchall())


def _by_step(rows: Iterable[tuple[int, Late, int]]) -> Mapping[int, Counter[Late]]:
    found = {row.no: Counter[Late]() for row in SOPS[0].rows}
    for step, late, n in rows:
        found[step][late] = n
    return found


@pytest.mark.parametrize("name", SUPPOSED)
async def test_the_answer_is_what_the_read_model_would_be(fresh_database: Databases, name: str) -> None:
    supposed, events = SUPPOSED[name], Log().record(interleaved(Random(4), slow_lives(Random(4), 150)))
    url, other = fresh_database(), fresh_database()
    await fill(url, events, sla(), inbox())
    await fill(other, events, sla(book_of(supposed)))

    async with await app(url)() as here, await app(other)() as there:
        before = await count_visits(here, asked(supposed), most=MOST)
        replay = await replayed(here, supposed, asked(supposed))
        expected, everything = await verdicts(there), await verdicts(here)
        moved = await _moved(here, there)

    assert expected == {step: replay.after(step, before.get(step, {})) for step in expected}
    assert replay.changes
    assert {step: counts for step, counts in everything.items() if counts} == before
    assert moved == {step: n for step, n in replay.moved.items() if n}


async def _moved(here: Connection, there: Connection) -> dict[int, int]:
    """Open files that are due at another time in the office that lives by what is supposed."""
    query = b"SELECT permit, step, due_at FROM read.sla_cases WHERE role IS NOT NULL"
    due, would_be = [
        {permit: (step, due_at) for permit, step, due_at in await (await each.execute(query)).fetchall()}
        for each in (here, there)
    ]
    return dict(Counter(step for permit, (step, due_at) in due.items() if would_be[permit][1] != due_at))


async def test_a_range_is_of_the_instants_at_which_visits_ended(postgres_url: str) -> None:
    events = Log().record(interleaved(Random(4), slow_lives(Random(4), 60)))
    await fill(postgres_url, events, sla(), inbox())
    since, until = MONDAY, MONDAY + timedelta(days=2)

    async with await app(postgres_url)() as connection:
        found = await count_visits(connection, asked(SUPPOSED["shorter"], since, until), most=MOST)
        expected = await verdicts(connection, f"left_at >= '{since}' AND left_at < '{until}'")
        other = replace(asked(SUPPOSED["shorter"]), sop_code="izin-lain")

        assert any(each.total() for each in expected.values())
        assert {step: counts for step, counts in expected.items() if counts} == found
        assert {} == await count_visits(connection, other, most=MOST)
        assert 0 == (await replayed(connection, SUPPOSED["shorter"], other)).judged


async def test_no_more_are_counted_than_are_asked_for(postgres_url: str) -> None:
    events = Log().record(interleaved(Random(4), slow_lives(Random(4), 20)))
    await fill(postgres_url, events, sla())

    async with await app(postgres_url)() as connection:
        found = await count_visits(connection, asked(SUPPOSED["shorter"]), most=7)

    assert 8 == sum(sum(each.values()) for each in found.values())


async def test_only_what_may_change_is_read_and_shown_with_its_number(postgres_url: str) -> None:
    events = Log().record(interleaved(Random(4), slow_lives(Random(4), 150)))
    await fill(postgres_url, events, sla(), inbox())

    async with await app(postgres_url)() as connection:
        shorter, closing = [
            await replayed(connection, SUPPOSED[name], asked(SUPPOSED[name])) for name in ("shorter", "closed")
        ]
        flips = shorter.flips(late=True)
        numbers = await numbers_of(connection, flips)
        steps, everything = await verdicts(connection, "step IN (2, 4)"), await verdicts(connection)

    assert sum(each.total() for each in steps.values()) == shorter.judged
    assert 0 < closing.judged < sum(each.total() for each in everything.values())
    assert {flip.permit for flip in flips} == set(numbers)
    assert all(number.startswith("REG-KBM-") for number in numbers.values())

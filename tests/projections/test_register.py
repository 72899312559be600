"""The register's read model: the same rows however the log is cut, and however often it is built."""

from random import Random

from application.read_side import open_state
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.rebuild import rebuild
from projections.register import Register
from tests.projections.histories import interleaved, many_lives
from tests.projections.office import Log, append, contents, live, projector


async def test_a_rebuild_equals_what_was_built_event_by_event(postgres_url: str) -> None:
    random, register = Random(3), Register()
    events = Log().record(interleaved(random, many_lives(random, 40)))
    append(postgres_url, events)
    async with await projector(postgres_url)() as connection:
        await install(connection, register)
        while (checkpoint := await live(connection, register)).position < len(events):
            batch = events[checkpoint.position : checkpoint.position + random.randint(1, 9)]
            await apply(connection, register, checkpoint, batch)
    built = contents(postgres_url, register)

    await rebuild(projector(postgres_url), register, open_state)

    assert built == contents(postgres_url, register)
    rows = built["register"]
    assert 40 == len(rows)
    assert {"lapsed", "withdrawn", None} == {row["ended"] for row in rows}
    assert any(row["revoked_at"] for row in rows)
    assert all((row["decree_number"] is None) == (row["signed"] is None) for row in rows)

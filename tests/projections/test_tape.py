"""The tape: one connection for all who read, and whoever is interrupted leaves none open."""

from uuid import UUID

from application.read_side import open_state
from projections.engine.log import Tape
from tests.projections.histories import PLOTS, life
from tests.projections.office import Connections, Log, append, cancelled_at_once, projector

EVENTS = Log().record(life(PLOTS["delivered"], UUID(int=7)))


async def test_a_tape_that_is_cancelled_as_it_closes_leaves_no_connection_open(postgres_url: str) -> None:
    append(postgres_url, EVENTS)
    connections = Connections(projector(postgres_url))
    tape = Tape(connections, open_state, batch=4)
    await tape.after(0)  # what comes after 4 is about to be read ahead

    await cancelled_at_once(tape.close())

    assert [True] == [connection.closed for connection in connections.made]


async def test_who_reads_and_who_reads_ahead_make_one_connection_anew(postgres_url: str) -> None:
    append(postgres_url, EVENTS)
    connections = Connections(projector(postgres_url))
    tape = Tape(connections, open_state, batch=4)
    await tape.after(0)  # what comes after 4 is about to be read ahead
    await connections.made[0].close()

    assert [2, 3, 4, 5] == [event.position for event in await tape.after(1)]

    await tape.close()
    assert [True, True] == [connection.closed for connection in connections.made]

"""What the projections are given in the running product, and a log to write into: real rules, mapper and sealing."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import anyio
import psycopg
from psycopg import sql

from application.mapper import EventMapper
from application.postgres.database import APP, PROJECTOR, as_role
from application.read_side import Deadlines, Lookahead, Unsealer, open_state
from application.vault import Key, Vault
from domain.events import Event
from projections.alarms import Alarms
from projections.cases import Cases
from projections.engine.checkpoint import Checkpoint, find_live
from projections.engine.connection import Connect, Connection, connector
from projections.engine.projection import AnyProjection
from projections.engine.recorded import Json, OpenState, Recorded
from projections.engine.runner import Runner
from projections.engine.tide import Tide
from projections.inbox import Inbox
from tests.book import office_rulebook

MASTER = bytes(range(32))
VAULT = Vault([MASTER])
MAPPER = EventMapper(vault=VAULT)
POISON = "poison"  # the correlation of an event that `choking` cannot open
SECRET = "Siti Rahmah"


def inbox() -> Inbox:
    deadlines = Deadlines(office_rulebook)
    return Inbox(
        due=deadlines.due,
        soon=deadlines.soon,
        claim_ends=deadlines.claim_ends,
        calendar=lambda: deadlines.calendar_id,
    )


def cases() -> Cases:
    return Cases(unseal=Unsealer(VAULT))


def alarms() -> Alarms:
    return Alarms(next_at=Lookahead(office_rulebook), calendar=lambda: Deadlines(office_rulebook).calendar_id)


def both() -> tuple[AnyProjection, AnyProjection]:
    return inbox(), cases()


def choking(topic: str, state: bytes) -> Json:
    """Open states as a program does that is too old for one of them, with an error that tells too much."""
    if f'"{POISON}"'.encode() in state:
        raise LookupError(f"cannot read the application of {SECRET}")
    return open_state(topic, state)


def projector(url: str) -> Connect:
    return connector(as_role(url, PROJECTOR))


def app(url: str) -> Connect:
    return connector(as_role(url, APP))


@dataclass
class Connections:
    """Connects, and knows every connection it has made."""

    connect: Connect
    made: list[Connection] = field(default_factory=list[Connection])

    async def __call__(self) -> Connection:
        self.made.append(await self.connect())
        return self.made[-1]


@dataclass
class Log:
    """A log in the making: events as the ledger would store them."""

    keys: dict[UUID, Key] = field(default_factory=dict[UUID, Key])
    numbers: dict[UUID, str] = field(default_factory=dict[UUID, str])
    position: int = 0

    def record(self, events: Iterable[Event]) -> list[Recorded]:
        return [self._record(event) for event in events]

    def _record(self, event: Event) -> Recorded:
        permit = event.originator_id
        if permit not in self.keys:
            self.keys[permit] = VAULT.new_key(permit)
            self.numbers[permit] = f"REG-KBM-20261123-{len(self.numbers) + 1:04}"
        stored = MAPPER.store(event, self.keys[permit])
        self.position += 1
        submitted = stored.topic == "Submitted"
        return Recorded(
            position=self.position,
            permit=permit,
            version=event.originator_version,
            topic=stored.topic,
            state=stored.state,
            number=self.numbers[permit] if submitted else None,
            wrapped_key=self.keys[permit].wrapped if stored.topic in ("Submitted", "AuthorityGiven") else None,
            open_state=open_state,
        )


def append(url: str, events: Sequence[Recorded], *, ring: bool = True) -> None:
    """Commit events of any number at once, and ring as `ledger.append` does."""
    begun = [event for event in events if event.topic == "Submitted" and event.version == 1]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy("COPY ledger.events FROM STDIN") as copy:
            for e in events:
                copy.write_row((e.position, e.permit, e.version, e.topic, e.state, "now", "-", "-", b""))
        with cursor.copy("COPY ledger.keys FROM STDIN") as copy:
            for e in begun:
                copy.write_row((e.permit, e.wrapped_key))
        with cursor.copy("COPY ledger.registrations FROM STDIN") as copy:
            for e in begun:
                copy.write_row((e.permit, e.number, "REG-KBM", e.position))
        if ring:
            cursor.execute("NOTIFY ledger")


@asynccontextmanager
async def running(
    url: str,
    *projections: AnyProjection,
    opener: OpenState = open_state,
    tide: Tide | None = None,
    batch: int = 100,
    idle: float = 0.25,
) -> AsyncGenerator[Runner]:
    """A runner at work until the end of the block."""
    runner = Runner(
        connect=projector(url),
        projections=projections or both(),
        open_state=opener,
        tide=tide,
        batch=batch,
        idle=idle,
        standby=0.05,
    )
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(runner.run)
        with suppress(GeneratorExit):
            yield runner
        tasks.cancel_scope.cancel()


async def reached(url: str, position: int, *projections: AnyProjection, within: float = 20) -> bool:
    """Return whether all read models come to see `position`."""
    tide = Tide(app(url))
    try:
        names = [projection.name for projection in projections or both()]
        return all([await tide.reached(name, position, within=within) for name in names])
    finally:
        await tide.close()


async def until(come: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not come():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


async def cancelled_at_once(work: Coroutine[Any, Any, object]) -> None:
    """Begin `work`, and cancel it where it waits first."""
    task = asyncio.create_task(work)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled(), "it waited, and was interrupted"


async def live(connection: Connection, projection: AnyProjection) -> Checkpoint:
    checkpoint = await find_live(connection, projection.name)
    assert checkpoint is not None
    return checkpoint


def contents(url: str, *projections: AnyProjection) -> dict[str, list[dict[str, Any]]]:
    """Return every row of the live read models, by table, in a fixed order."""
    names = [name for projection in projections or both() for name in projection.tables]
    with psycopg.connect(as_role(url, APP)) as connection:
        return {name: _rows(connection, name) for name in names}


def _rows(connection: psycopg.Connection, name: str) -> list[dict[str, Any]]:
    query = sql.SQL("SELECT to_jsonb(t) FROM {} t ORDER BY to_jsonb(t)::text").format(sql.Identifier("read", name))
    return [row for (row,) in connection.execute(query).fetchall()]

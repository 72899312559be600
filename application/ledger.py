"""The library's recorder and factory over our ledger: it reads as ever, and writes through `ledger.append` alone.

Used by the library's own tools and for synchronous reading; commands take the asynchronous way (`writer`).
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import orjson
from eventsourcing import postgres
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.utils import Environment, EnvType, retry
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row

from application.append_call import APPEND, arguments, outcomes
from application.postgres.database import APP, as_role
from application.sealing import shown_actor
from application.store import Kind, Outcome, Write

SCHEMA = "ledger"
URL = "LEDGER_URL"
_UNKNOWN = ("-", "-")  # actor and role of an event that does not name them


class Ledger(postgres.PostgresApplicationRecorder):
    """`ledger.events` for the library. Versions of a stream are consecutive, or it is an IntegrityError."""

    def __init__(self, datastore: postgres.PostgresDatastore, *, events_table_name: str = "events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.channel_name = SCHEMA

    def create_table(self) -> None:
        """Do nothing: our migrations make the tables, and this role could not."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:  # library's Any
        """Append all or nothing; return the positions, or raise IntegrityError.

        The whole call is one command of the ledger, so that a retry after a lost answer finds its own events: the
        library's recorder reports them as a conflict.
        """
        return self._append(list(_writes(stored_events, uuid4()))) if stored_events else None

    def wrapped_key(self, permit: UUID) -> bytes | None:
        """Return the permit's wrapped key, if it has one (still)."""
        with self.datastore.get_connection() as connection:
            row = connection.execute("SELECT wrapped FROM ledger.keys WHERE permit = %s", (permit,)).fetchone()
        return row["wrapped"] if row else None

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def _append(self, writes: Sequence[Write]) -> list[int]:
        with (
            self.datastore.get_connection() as connection,
            connection.transaction(),
            connection.cursor(binary=True, row_factory=tuple_row) as cursor,
        ):
            cursor.execute(APPEND, arguments(writes))
            return _positions(writes, outcomes(cursor.fetchall()))


class LedgerFactory(postgres.PostgresFactory):
    """Set PERSISTENCE_MODULE to `application.ledger:LedgerFactory`, and LEDGER_URL or the library's POSTGRES_… ."""

    application_recorder_class = Ledger

    def __init__(self, env: Environment | EnvType | None) -> None:
        env = env if isinstance(env, Environment) else Environment(env=env)
        url = env.get(URL, "")
        given = conninfo_to_dict(url)
        if url:
            env.update({f"POSTGRES_{name.upper()}": str(given.get(name) or "") for name in _NAMED})
            env.setdefault("POSTGRES_POOL_SIZE", "1")
        super().__init__(env)
        self.datastore.schema = SCHEMA
        assert isinstance(self.datastore.pool.kwargs, dict), "the library makes it so, and adds a password there"
        self.datastore.pool.kwargs |= given | {"options": conninfo_to_dict(as_role(url, APP))["options"]}

    def application_recorder(self) -> ApplicationRecorder:
        return self.application_recorder_class(self.datastore)

    def env_create_table(self) -> bool:
        return False


def environment(url: str) -> dict[str, str]:
    """Return what an application of the library needs to stand on the ledger at `url`."""
    return {"PERSISTENCE_MODULE": "application.ledger:LedgerFactory", URL: url}


_NAMED = ("dbname", "host", "port", "user", "password")


def _writes(events: Sequence[StoredEvent], command: UUID) -> Iterator[Write]:
    """One write for each run of consecutive versions; the first carries the command id, for all of them."""
    for run in _runs(events):
        actor, role = _attribution(run[0].state)
        yield Write(
            permit=UUID(str(run[0].originator_id)),
            base=run[0].originator_version - 1,
            events=tuple(run),
            actor=actor,
            role=role,
            command=command if run[0] is events[0] else None,
            fingerprint=b"",
        )


def _runs(events: Sequence[StoredEvent]) -> Iterator[list[StoredEvent]]:
    run = [events[0]]
    for event in events[1:]:
        follows = (run[-1].originator_id, run[-1].originator_version + 1)
        if (event.originator_id, event.originator_version) != follows:
            yield run
            run = []
        run.append(event)
    yield run


def _attribution(state: bytes) -> tuple[str, str]:
    """Return actor and role as our mapper stored them; other applications of the library name nobody."""
    try:
        by = orjson.loads(state)["by"]
        return shown_actor(by["sub"], by["role"]), by["role"]
    except (orjson.JSONDecodeError, TypeError, KeyError):
        return _UNKNOWN


def _positions(writes: Sequence[Write], results: Sequence[Outcome]) -> list[int]:
    """Return the positions, which follow one another, or raise IntegrityError, which rolls everything back."""
    first = results[0]
    if first.kind is not Kind.REPLAY and any(result.kind is not Kind.DONE for result in results):
        raise IntegrityError(f"not on top of the present version: {[(write.permit, write.base) for write in writes]}")
    start = first.position - len(writes[0].events) + 1
    return list(range(start, start + sum(len(write.events) for write in writes)))

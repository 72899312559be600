"""The same two read models, the desks' queue and the list of cases, as the stock library keeps them.

A view with its own tracking and a `ProjectionRunner`: one event, one transaction.
"""

from typing import Any

from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection
from psycopg.sql import SQL

from tests.bench.stock import Permit, Permits

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS queue (
        permit uuid PRIMARY KEY, role text NOT NULL, entered_at timestamptz NOT NULL, institution text NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS queue_role ON queue (role, entered_at)",
    """
    CREATE TABLE IF NOT EXISTS cases (
        permit uuid PRIMARY KEY, status text NOT NULL, kind text NOT NULL, institution text NOT NULL,
        submitted_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS cases_status ON cases (status, submitted_at)",
)


class Desks(PostgresTrackingRecorder):
    """Queue and cases, and the position up to which they are told."""

    def __init__(self, datastore: PostgresDatastore, **options: Any) -> None:  # the library's own options
        super().__init__(datastore, **options)
        self.sql_create_statements += [SQL(statement).format() for statement in _TABLES]

    def arrived(self, event: Permit.Event, institution: str, kind: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO queue VALUES (%s, 'front_office', %s, %s)",
                (event.originator_id, event.timestamp, institution),
                prepare=True,
            )
            cursor.execute(
                "INSERT INTO cases VALUES (%s, 'submitted', %s, %s, %s)",
                (event.originator_id, kind, institution, event.timestamp),
                prepare=True,
            )

    def moved(self, event: Permit.Event, role: str, status: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "UPDATE queue SET role = %s, entered_at = %s WHERE permit = %s",
                (role, event.timestamp, event.originator_id),
                prepare=True,
            )
            cursor.execute(
                "UPDATE cases SET status = %s WHERE permit = %s", (status, event.originator_id), prepare=True
            )


class Routing(Projection[Desks]):
    name = "desks"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        if type(domain_event).__name__ == "Submitted":
            said = domain_event.submission
            self.view.arrived(domain_event, said["institution"]["name"], said["kind"], tracking)
        else:
            self.view.moved(domain_event, "back_office", "in_process", tracking)


# With 200 the driver's pipeline and the server waited for each other, for ever: 400 events in one flush (measured).
_SAVED_TOGETHER = 20


def fill_stock(permits: Permits, submission: dict[str, Any], verification: dict[str, Any], *, least: int) -> int:
    """Save permits with two events each, many in a transaction; return how many events there are."""
    events = 0
    while events < least:
        saved = [Permit(by="siti", submission=submission) for _ in range(_SAVED_TOGETHER)]
        for permit in saved:
            permit.verify("fajar", verification)
        events += len(permits.save(*saved))
    return events

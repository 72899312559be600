"""The clock's agenda: one row for each file that is not finished, with the next instant at which it is to speak."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import sql

from domain.alarms import Standing
from domain.events import SopRef
from domain.ladder import LEGAL, Rung
from domain.office_events import OFFICE_TOPICS
from domain.permit import Status
from domain.visits import FIRST_STEP
from projections.engine.connection import Connection
from projections.engine.projection import Change
from projections.engine.recorded import Recorded, instant
from projections.engine.tables import Tables, Versioned, delete_rows, load_rows, put_rows

NextAt = Callable[[SopRef, Standing], datetime | None]
"""From SOP and standing to the next rung or the lapse; None where nothing is left, or no calendar is published."""


class Entry(Versioned):
    """A file as the clock sees it. `fired` are rungs of this visit and legal ones of this submission: "overdue 1"."""

    sop_code: str
    sop_version: str
    step: int
    status: str
    entered_at: datetime
    submitted_at: datetime
    fired: list[str]
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """The projection. What `next_at` says by `calendar` is stored: by another one it is built anew."""

    next_at: NextAt
    calendar: Callable[[], str]

    name = "alarms"
    revision = 1
    ignores = OFFICE_TOPICS
    tables = ("alarms",)
    definition = sql.SQL("""
        CREATE TABLE {alarms} (
            permit       uuid        PRIMARY KEY,
            sop_code     text        NOT NULL,
            sop_version  text        NOT NULL,
            step         integer     NOT NULL,
            status       text        NOT NULL,
            entered_at   timestamptz NOT NULL,
            submitted_at timestamptz NOT NULL,
            fired        text[]      NOT NULL,
            next_at      timestamptz,
            version      bigint      NOT NULL
        ) WITH (fillfactor = 80);
        """)
    indexes = sql.SQL("CREATE INDEX ON {alarms} (next_at, permit) WHERE next_at IS NOT NULL;")

    @property
    def basis(self) -> str:
        return self.calendar()

    def fold(self, row: Entry | None, event: Recorded) -> Entry | None:
        match event.topic:
            case "Submitted":
                return _submitted(row, event)
            case "Delivered" | "Withdrawn" | "Lapsed" | "Revoked":
                return None
            case _ if row is None:
                return None  # after the end
            case "Routed":
                return _routed(row, event)
            case "Alerted":
                fact = event.open()["fact"]
                fired = [*row["fired"], f"{fact['rung']} {fact['nth']}"]
                return {**row, "version": event.version, "fired": fired, "next_at": None}
            case "Verified" | "Rejected" | "Signed":
                return {**row, "version": event.version, "status": _STATUS[event.topic], "next_at": None}
            case _:
                return {**row, "version": event.version}

    def settle(self, row: Entry) -> Entry:
        """Look ahead, unless the file stands as it stood before."""
        if row["next_at"] is not None:
            return row
        return {
            **row,
            "next_at": self.next_at(SopRef(code=row["sop_code"], version=row["sop_version"]), _standing(row)),
        }

    async def load(self, connection: Connection, tables: Tables, permits: Collection[UUID]) -> dict[UUID, Entry]:
        return await load_rows(connection, tables, "alarms", Entry, permits)

    async def save(self, connection: Connection, tables: Tables, changes: Sequence[Change[Entry]]) -> None:
        await put_rows(connection, tables, "alarms", [change.after for change in changes if change.after])
        gone = [change.permit for change in changes if not change.after]
        await delete_rows(connection, tables, gone, "alarms")


def _submitted(row: Entry | None, event: Recorded) -> Entry:
    """A repaired file, too, stays where it was until the `Routed` beside this fact."""
    state = event.open()
    at = instant(state["at"])
    return {
        "permit": event.permit,
        "version": event.version,
        "sop_code": state["sop"]["code"],
        "sop_version": state["sop"]["version"],
        "step": FIRST_STEP,
        "status": Status.SUBMITTED,
        "entered_at": row["entered_at"] if row else at,
        "submitted_at": at,
        "fired": [],
        "next_at": None,
    }


def _routed(row: Entry, event: Recorded) -> Entry:
    state = event.open()
    return {
        **row,
        "version": event.version,
        "step": int(state["fact"]["to_step"]),
        "entered_at": instant(state["at"]),
        "fired": [each for each in row["fired"] if each.split()[0] in LEGAL],
        "next_at": None,
    }


def _standing(row: Entry) -> Standing:
    return Standing(
        step=row["step"],
        status=Status(row["status"]),
        entered_at=row["entered_at"],
        submitted_at=row["submitted_at"],
        fired=frozenset((Rung(rung), int(nth)) for rung, nth in map(str.split, row["fired"])),
    )


_STATUS = {"Verified": Status.IN_PROCESS, "Rejected": Status.REJECTED, "Signed": Status.SIGNED}

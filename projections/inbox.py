"""The queues: one row for each file that lies on somebody's desk, with when it is due. Never what time remains."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from psycopg import sql

from domain.events import SopRef
from domain.office_events import OFFICE_TOPICS
from domain.visits import FIRST_STEP
from projections.engine.connection import Connection
from projections.engine.projection import Change
from projections.engine.recorded import Recorded, instant
from projections.engine.tables import Tables, delete_rows, load_rows, put_rows
from projections.inbox_load import add_load
from projections.search import put_words
from projections.sla.open_visit import OpenVisit

Due = Callable[[SopRef, int, datetime], datetime | None]
"""From SOP, step and arrival to the end of the standard time, None where the calendar is not published so far."""

ClaimEnds = Callable[[SopRef, datetime], datetime | None]
"""From SOP and claim to when it no longer holds, None where the calendar is not published so far."""

Soon = Callable[[datetime, datetime], datetime]
"""From arrival and end of the standard time to the instant from which a visit is due soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """The projection. The dates by `calendar` are stored: by another one it is built anew."""

    due: Due
    soon: Soon
    claim_ends: ClaimEnds
    calendar: Callable[[], str]

    name = "inbox"
    revision = 3
    ignores = OFFICE_TOPICS
    tables = ("inbox", "inbox_words", "inbox_load")
    definition = sql.SQL("""
        CREATE TABLE {inbox} (
            permit          uuid        PRIMARY KEY,
            number          text        NOT NULL,
            institution     text        NOT NULL,
            kind            text        NOT NULL,
            step            integer     NOT NULL,
            role            text        NOT NULL,
            round           integer     NOT NULL,
            entered_at      timestamptz NOT NULL,
            soon_at         timestamptz,
            due_at          timestamptz,
            claimed_by_sub  text,
            claimed_by_name text,
            claimed_at      timestamptz,
            claim_ends_at   timestamptz,
            sop_code        text        NOT NULL,
            sop_version     text        NOT NULL,
            version         bigint      NOT NULL
        ) WITH (fillfactor = 80);
        CREATE TABLE {inbox_words} (permit uuid PRIMARY KEY, words tsvector NOT NULL);
        CREATE TABLE {inbox_load} (
            role     text    NOT NULL,
            sop_code text    NOT NULL,
            step     integer NOT NULL,
            measure  text    NOT NULL,
            day      date    NOT NULL,
            n        bigint  NOT NULL,
            PRIMARY KEY (role, sop_code, step, measure, day)
        ) WITH (fillfactor = 50);
        """)
    # Undated files come last. `soon_at` lies in the first index, so that a page filtered by state reads little else.
    indexes = sql.SQL("""
        CREATE INDEX ON {inbox} (role, coalesce(due_at, 'infinity'), permit) INCLUDE (soon_at);
        CREATE INDEX ON {inbox} (role, soon_at);
        CREATE INDEX ON {inbox} (role, entered_at);
        CREATE INDEX ON {inbox} (role, claim_ends_at) WHERE claim_ends_at IS NOT NULL;
        CREATE INDEX ON {inbox} (number text_pattern_ops);
        CREATE INDEX ON {inbox_words} USING gin (words);
        """)

    @property
    def basis(self) -> str:
        return self.calendar()

    def fold(self, row: OpenVisit | None, event: Recorded) -> OpenVisit | None:
        match event.topic:
            case "Submitted":
                return _submitted(row, event)
            case "Delivered" | "Withdrawn" | "Lapsed" | "Revoked":
                return None
            case _ if row is None:
                return None  # after the end: an erasure, say, or the revocation of what was delivered
            case "Routed":
                return _routed(row, event)
            case "Claimed":
                by = event.open()["by"]
                return self._claimed(row, event, by["sub"], by["name"])
            case "Reassigned":
                to = event.open()["fact"]
                return self._claimed(row, event, to["to_sub"], to["to_name"])
            case "Released":
                return {**row, **_UNCLAIMED, "version": event.version}
            case _:
                return {**row, "version": event.version}

    def settle(self, row: OpenVisit) -> OpenVisit:
        """Date a visit that has no date yet."""
        if row["due_at"] is not None:
            return row
        at = row["entered_at"]
        due = self.due(SopRef(code=row["sop_code"], version=row["sop_version"]), row["step"], at)
        return {**row, "due_at": due, "soon_at": self.soon(at, due)} if due else row

    def _claimed(self, row: OpenVisit, event: Recorded, sub: str, name: str) -> OpenVisit:
        at = instant(event.open()["at"])
        ends_at = self.claim_ends(SopRef(code=row["sop_code"], version=row["sop_version"]), at)
        return {
            **row,
            "version": event.version,
            "claimed_by_sub": sub,
            "claimed_by_name": name,
            "claimed_at": at,
            "claim_ends_at": ends_at,
        }

    async def load(self, connection: Connection, tables: Tables, permits: Collection[UUID]) -> dict[UUID, OpenVisit]:
        return await load_rows(connection, tables, "inbox", OpenVisit, permits)

    async def save(self, connection: Connection, tables: Tables, changes: Sequence[Change[OpenVisit]]) -> None:
        before = [change.before for change in changes if change.before]
        after = [change.after for change in changes if change.after]
        closed = [change.permit for change in changes if change.before and not change.after]
        await put_rows(connection, tables, "inbox", after)
        await put_words(connection, tables, "inbox_words", changes)
        await delete_rows(connection, tables, closed, "inbox", "inbox_words")
        await add_load(connection, tables, before, after)


class _Unclaimed(TypedDict):
    claimed_by_sub: None
    claimed_by_name: None
    claimed_at: None
    claim_ends_at: None


_UNCLAIMED: _Unclaimed = {
    "claimed_by_sub": None,
    "claimed_by_name": None,
    "claimed_at": None,
    "claim_ends_at": None,
}


def _routed(row: OpenVisit, event: Recorded) -> OpenVisit:
    state = event.open()
    step = int(state["fact"]["to_step"])
    return {
        **row,
        "version": event.version,
        "step": step,
        "role": state["fact"]["to_role"],
        # a repair already belongs to the coming round (design 6)
        "round": row["round"] + (step == FIRST_STEP),
        "entered_at": instant(state["at"]),
        "soon_at": None,
        "due_at": None,
        **_UNCLAIMED,
    }


def _submitted(row: OpenVisit | None, event: Recorded) -> OpenVisit:
    """On the applicant's desk until the `Routed` beside this fact; a repaired application may have another name."""
    state = event.open()
    fact = state["fact"]
    return {
        "permit": event.permit,
        "version": event.version,
        "number": event.registered_number,
        "institution": fact["institution"]["name"],
        "kind": fact["kind"],
        "step": FIRST_STEP,
        "role": state["by"]["role"],
        "round": fact["round"],
        "entered_at": row["entered_at"] if row else instant(state["at"]),
        "soon_at": row["soon_at"] if row else None,
        "due_at": row["due_at"] if row else None,
        **_UNCLAIMED,
        "sop_code": state["sop"]["code"],
        "sop_version": state["sop"]["version"],
    }

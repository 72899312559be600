"""Signals of playing with the clock, found in each file's own stream as it grows. Officers are named, applicants never.

What was just before due, or too long, is judged by the calendar as it was known at that moment: no officer could know
of a decree that came later.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql

from domain.calendar import BeyondCalendar, Calendar
from domain.events import SopRef
from domain.office_events import OFFICE_TOPICS
from domain.rulebook import Rulebook
from domain.signals import SignalKind, held_seconds, is_claim_and_release, late_deficiencies, left_just_before_due
from domain.working_time import Standard, due
from projections.engine.connection import Connection
from projections.engine.projection import Change
from projections.engine.recorded import Json, Recorded, instant
from projections.engine.tables import Tables, as_json, load_rows, on_table, put_rows
from projections.engine.watched import (
    Watched,
    brought,
    claimed,
    ended,
    handed,
    holds_of,
    news,
    place,
    released,
    rounds,
    routed,
    signalled,
    submitted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The projection. `book` gives standards and calendars: by other calendars it is built anew."""

    book: Callable[[], Rulebook]

    name = "signals"
    revision = 1
    ignores = OFFICE_TOPICS
    tables = ("signals", "signals_watched")
    definition = sql.SQL("""
        CREATE TABLE {signals} (
            permit        uuid        NOT NULL,
            n             integer     NOT NULL,
            number        text        NOT NULL,
            kind          text        NOT NULL,
            step          integer     NOT NULL,
            role          text        NOT NULL,
            round         integer     NOT NULL,
            by_sub        text        NOT NULL,
            by_name       text        NOT NULL,
            by_acting_for text,
            at            timestamptz NOT NULL,
            detail        jsonb       NOT NULL,
            evidence      jsonb       NOT NULL,
            PRIMARY KEY (permit, n)
        );
        CREATE TABLE {signals_watched} (
            permit      uuid        PRIMARY KEY,
            number      text        NOT NULL,
            sop_code    text        NOT NULL,
            sop_version text        NOT NULL,
            step        integer     NOT NULL,
            role        text        NOT NULL,
            round       integer     NOT NULL,
            entered_at  timestamptz NOT NULL,
            handed      text        NOT NULL,
            raised      text[]      NOT NULL,
            rounds      text        NOT NULL,
            brought     text        NOT NULL,
            taken       text        NOT NULL,
            holds       text        NOT NULL,
            found       text        NOT NULL,
            version     bigint      NOT NULL
        ) WITH (fillfactor = 80);
        """)
    indexes = sql.SQL("CREATE INDEX ON {signals} (kind, role, at, permit, n)")

    @property
    def basis(self) -> str:
        return "+".join(each.id for each in self.book().publications.all)

    def fold(self, row: Watched | None, event: Recorded) -> Watched:
        if event.topic == "Submitted":
            return submitted(row, event)
        assert row is not None, "a stream begins with Submitted"
        seen: Watched = {**row, "version": event.version}
        match event.topic:
            case "Routed":
                return routed(seen, event)
            case "Rejected":
                return self._rejected(seen, event)
            case "Returned":
                return self._sent_back(seen, event, event.open())
            case "Claimed":
                return claimed(seen, event)
            case "Reassigned":
                return {**seen, "taken": ""}  # not taken, but given
            case "Released":
                return self._released(seen, event)
            case "Delivered" | "Withdrawn" | "Lapsed" | "Revoked":
                return ended(seen)
            case _:
                return seen

    def settle(self, row: Watched) -> Watched:
        return row

    async def load(self, connection: Connection, tables: Tables, permits: Collection[UUID]) -> dict[UUID, Watched]:
        return await load_rows(connection, tables, "signals_watched", Watched, permits)

    async def save(self, connection: Connection, tables: Tables, changes: Sequence[Change[Watched]]) -> None:
        rows = [(change.before, change.after) for change in changes if change.after]
        await put_rows(connection, tables, "signals_watched", [after for _, after in rows])
        if fresh := [signal for before, after in rows for signal in news(before, after)]:
            await connection.execute(on_table(tables, "signals", _PUT, tuple(fresh[0])), (as_json(fresh),))

    def _rejected(self, row: Watched, event: Recorded) -> Watched:
        state = event.open()
        objected = [each["requirement"] for each in state["fact"]["deficiencies"]]
        lying = handed(row)
        late = late_deficiencies(objected, lying, row["raised"], row["round"])
        row = self._sent_back({**row, "raised": sorted({*row["raised"], *objected})}, event, state)
        if not late:
            return row
        since = min(lying[requirement].since for requirement in late)
        return signalled(
            row,
            SignalKind.LATE_DEFICIENCY,
            state,
            detail={"requirements": list(late), "since_round": since},
            evidence=[rounds(row)[str(since)], place(event)],
        )

    def _sent_back(self, row: Watched, event: Recorded, state: Json) -> Watched:
        """To the applicant or inside the office: a signal in the last stretch of the visit's time."""
        at = instant(state["at"])
        calendar = self._known(at)
        try:
            due_at = due(row["entered_at"], self._standard(row), calendar=calendar)
            left = left_just_before_due(at, entered_at=row["entered_at"], due_at=due_at, calendar=calendar)
        except BeyondCalendar:
            return row
        if left is None:
            return row
        return signalled(
            row,
            SignalKind.RETURNED_JUST_BEFORE_DUE,
            state,
            detail={"due_at": f"{due_at:%Y-%m-%dT%H:%M:%SZ}", "seconds_left": left},
            evidence=[*brought(row), place(event)],
        )

    def _released(self, row: Watched, event: Recorded) -> Watched:
        state = event.open()
        row = released(row, event, state)
        holds, evidence = holds_of(row, state["by"]["sub"])
        calendar = self._known(instant(state["at"]))
        try:
            if not is_claim_and_release(holds, self._standard(row), calendar=calendar):
                return row
            seconds = held_seconds(holds, calendar=calendar)
        except BeyondCalendar:
            return row
        return signalled(
            row,
            SignalKind.CLAIM_AND_RELEASE,
            state,
            detail={"times": len(holds), "seconds_held": seconds},
            evidence=evidence,
        )

    def _known(self, at: datetime) -> Calendar:
        return self.book().publications.known_at(at)

    def _standard(self, row: Watched) -> Standard:
        sop = self.book().sop(SopRef(code=row["sop_code"], version=row["sop_version"]))
        return sop.row(row["step"]).standard


_PUT: LiteralString = """
INSERT INTO {table} ({columns})
SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)
    ON CONFLICT (permit, n) DO UPDATE
   SET ({columns}) = ROW ({excluded})
"""

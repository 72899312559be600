"""The queues: one row for each file that lies on somebody's desk, with when it is due. Never what time remains."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from domain.events import SopRef
from domain.sla import FIRST_STEP
from projections import inbox_load
from projections.connection import Connection
from projections.open_visit import OpenVisit
from projections.projection import Change
from projections.recorded import Json, Recorded
from projections.search import lexemes, put_words
from projections.tables import Tables, delete_rows, load_rows, put_rows

Due = Callable[[SopRef, int, datetime], datetime | None]
"""From SOP, step and arrival to an instant, None where the calendar is not published so far."""

DUE_KEY: LiteralString = "coalesce(due_at, 'infinity'::timestamptz)"  # undated files come last


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """The projection. `soon` and `due` say when a visit begins to press, and when its standard time is over."""

    due: Due
    soon: Due

    name = "inbox"
    revision = 1
    ignores: frozenset[str] = frozenset()
    tables = ("inbox", "inbox_words", "inbox_load")
    definition: LiteralString = (
        """
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
            sop_code        text        NOT NULL,
            sop_version     text        NOT NULL,
            version         bigint      NOT NULL
        ) WITH (fillfactor = 80);
        CREATE TABLE {inbox_words} (permit uuid PRIMARY KEY, words tsvector NOT NULL);
        """
        + inbox_load.DEFINITION
    )
    indexes: LiteralString = (
        "CREATE INDEX ON {inbox} (role, (" + DUE_KEY + "), permit) INCLUDE (soon_at);"
        """
        CREATE INDEX ON {inbox} (role, soon_at);
        CREATE INDEX ON {inbox} (role, entered_at);
        CREATE INDEX ON {inbox_words} USING gin (words);
        """
    )

    def fold(self, row: OpenVisit | None, event: Recorded) -> OpenVisit | None:
        match event.topic:
            case "Submitted":
                return _submitted(row, event)
            case "Delivered" | "Withdrawn" | "Lapsed" | "Revoked":
                return None
            case _ if row is None:
                return None  # after the end: an erasure, say, or the revocation of what was delivered
            case "Routed":
                return self._routed(replace(row, version=event.version), event)
            case "Claimed":
                return _claimed(replace(row, version=event.version), event.by)
            case "Released":
                return replace(row, version=event.version, claimed_by_sub=None, claimed_by_name=None)
            case _:
                return replace(row, version=event.version)

    async def load(
        self, connection: Connection, tables: Tables, permits: Collection[UUID]
    ) -> dict[UUID, OpenVisit]:
        return await load_rows(connection, tables.table("inbox"), OpenVisit, permits)

    async def save(
        self, connection: Connection, tables: Tables, changes: Sequence[Change[OpenVisit]]
    ) -> None:
        before = [change.before for change in changes if change.before]
        after = [change.after for change in changes if change.after]
        closed = [change.permit for change in changes if change.before and not change.after]
        await put_rows(connection, tables.table("inbox"), after)
        await put_words(connection, tables.table("inbox_words"), _new_words(changes))
        for name in ("inbox", "inbox_words"):
            await delete_rows(connection, tables.table(name), closed)
        await inbox_load.add_load(connection, tables, before, after)

    def _routed(self, row: OpenVisit, event: Recorded) -> OpenVisit:
        step = int(event.fact["to_step"])
        at = event.at
        sop = SopRef(code=row.sop_code, version=row.sop_version)
        return replace(
            row,
            step=step,
            role=event.fact["to_role"],
            # a repair already belongs to the coming round (design 6)
            round=row.round + (step == FIRST_STEP),
            entered_at=at,
            soon_at=self.soon(sop, step, at),
            due_at=self.due(sop, step, at),
            claimed_by_sub=None,
            claimed_by_name=None,
        )


def _submitted(row: OpenVisit | None, event: Recorded) -> OpenVisit:
    """The applicant's desk until the `Routed` beside this fact; a repaired application may have another name."""
    fact, sop = event.fact, event.sop
    return OpenVisit(
        permit=event.permit,
        number=event.registered_number,
        institution=fact["institution"]["name"],
        kind=fact["kind"],
        step=FIRST_STEP,
        role=event.by["role"],
        round=fact["round"],
        entered_at=row.entered_at if row else event.at,
        soon_at=row.soon_at if row else None,
        due_at=row.due_at if row else None,
        claimed_by_sub=None,
        claimed_by_name=None,
        sop_code=sop.code,
        sop_version=sop.version,
        version=event.version,
    )


def _claimed(row: OpenVisit, by: Json) -> OpenVisit:
    return replace(row, claimed_by_sub=by["sub"], claimed_by_name=by["name"])


def _new_words(changes: Sequence[Change[OpenVisit]]) -> list[dict[str, object]]:
    return [
        {"permit": after.permit, "lexemes": lexemes(after.number, after.institution)}
        for before, after in ((change.before, change.after) for change in changes)
        if after and not (before and before.institution == after.institution)
    ]

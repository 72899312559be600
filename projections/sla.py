"""Where the office's time goes: every application in time, every visit that is over, and how many were in time.

A row is a pure function of its permit's stream and the calendars; so are the counts beside the rows.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import sql

from domain.office_events import OFFICE_TOPICS
from domain.rulebook import Rulebook
from projections.connection import Connection
from projections.projection import Change
from projections.recorded import Recorded
from projections.sla_case import SlaCase, folded
from projections.sla_case_table import load_cases, put_cases
from projections.sla_counts import Tally, lines_ended, visit_ended
from projections.sla_judging import Judge
from projections.sla_load import add_load
from projections.sla_round import put_rounds
from projections.sla_visit import SlaVisit, load_visits, put_visits
from projections.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Sla:
    """The projection. It judges by all calendars that are published: after another one it is built anew."""

    book: Callable[[], Rulebook]

    name = "sla"
    revision = 1
    ignores = OFFICE_TOPICS
    tables = ("sla_cases", "sla_visits", "sla_rounds", "sla_counts", "sla_histogram", "sla_load")
    definition = sql.SQL("""
        CREATE TABLE {sla_cases} (
            permit             uuid        PRIMARY KEY,
            version            bigint      NOT NULL,
            number             text        NOT NULL,
            sop_code           text        NOT NULL,
            sop_version        text        NOT NULL,
            round              integer     NOT NULL,
            submitted_at       timestamptz NOT NULL,
            step               integer,
            role               text,
            visit_round        integer,
            visit_submitted_at timestamptz,
            entered_at         timestamptz,
            soon_at            timestamptz,
            due_at             timestamptz,
            repair_at          timestamptz,
            decided_at         timestamptz,
            ended_at           timestamptz,
            left_visits        integer     NOT NULL,
            worked             integer     NOT NULL,
            worked_then        integer     NOT NULL,
            lost               integer     NOT NULL,
            lost_then          integer     NOT NULL,
            declared_due_at    timestamptz,
            declared_soon_at   timestamptz,
            declared_late      boolean,
            declared_late_then boolean,
            summed_due_at      timestamptz,
            summed_soon_at     timestamptz,
            summed_late        boolean,
            summed_late_then   boolean,
            legal_due_at       timestamptz,
            legal_soon_at      timestamptz,
            legal_late         boolean,
            legal_late_then    boolean
        ) WITH (fillfactor = 70);
        CREATE TABLE {sla_visits} (
            permit       uuid        NOT NULL,
            n            integer     NOT NULL,
            number       text        NOT NULL,
            sop_code     text        NOT NULL,
            sop_version  text        NOT NULL,
            step         integer     NOT NULL,
            role         text        NOT NULL,
            round        integer     NOT NULL,
            submitted_at timestamptz NOT NULL,
            entered_at   timestamptz NOT NULL,
            left_at      timestamptz NOT NULL,
            soon_at      timestamptz,
            due_at       timestamptz,
            due_then     timestamptz,
            late         boolean,
            late_then    boolean,
            worked       integer     NOT NULL,
            worked_then  integer     NOT NULL,
            lost         integer     NOT NULL,
            lost_then    integer     NOT NULL,
            during       tstzrange   NOT NULL GENERATED ALWAYS AS (tstzrange(entered_at, left_at)) STORED,
            PRIMARY KEY (permit, n)
        );
        CREATE TABLE {sla_rounds} (
            permit           uuid        NOT NULL,
            round            integer     NOT NULL,
            submitted_at     timestamptz NOT NULL,
            declared_due_at  timestamptz,
            declared_soon_at timestamptz,
            summed_due_at    timestamptz,
            summed_soon_at   timestamptz,
            legal_due_at     timestamptz,
            legal_soon_at    timestamptz,
            PRIMARY KEY (permit, round)
        );
        CREATE TABLE {sla_counts} (
            grain    text    NOT NULL,
            period   date    NOT NULL,
            sop_code text    NOT NULL,
            step     integer NOT NULL,
            line     text    NOT NULL,
            lens     text    NOT NULL,
            measure  text    NOT NULL,
            n        bigint  NOT NULL,
            PRIMARY KEY (grain, period, sop_code, step, line, lens, measure)
        ) WITH (fillfactor = 50);
        CREATE TABLE {sla_histogram} (
            sop_code text      NOT NULL,
            step     integer   NOT NULL,
            level    integer   NOT NULL,
            prefix   integer   NOT NULL,
            grain    text      NOT NULL,
            period   date      NOT NULL,
            lens     text      NOT NULL,
            counts   integer[] NOT NULL,
            PRIMARY KEY (sop_code, step, level, prefix, grain, period, lens)
        ) WITH (fillfactor = 70);
        CREATE TABLE {sla_load} (
            sop_code text   NOT NULL,
            line     text   NOT NULL,
            measure  text   NOT NULL,
            day      date   NOT NULL,
            n        bigint NOT NULL,
            PRIMARY KEY (sop_code, line, measure, day)
        ) WITH (fillfactor = 50);
        """)
    # Of the applications whose clock runs, when they are due; of the visits, when they ended, which were late, and
    # whose verdict a decree that came late has turned round.
    indexes = sql.SQL("""
        CREATE INDEX ON {sla_cases} (ended_at);
        CREATE INDEX ON {sla_cases} (coalesce(decided_at, ended_at));
        CREATE INDEX ON {sla_cases} (role, entered_at) WHERE role IS NOT NULL;
        CREATE INDEX ON {sla_cases} (declared_due_at) WHERE ended_at IS NULL AND repair_at IS NULL;
        CREATE INDEX ON {sla_cases} (declared_soon_at) WHERE ended_at IS NULL AND repair_at IS NULL;
        CREATE INDEX ON {sla_cases} (summed_due_at) WHERE ended_at IS NULL AND repair_at IS NULL;
        CREATE INDEX ON {sla_cases} (summed_soon_at) WHERE ended_at IS NULL AND repair_at IS NULL;
        CREATE INDEX ON {sla_cases} (legal_due_at)
            WHERE ended_at IS NULL AND repair_at IS NULL AND decided_at IS NULL;
        CREATE INDEX ON {sla_cases} (legal_soon_at)
            WHERE ended_at IS NULL AND repair_at IS NULL AND decided_at IS NULL;
        CREATE INDEX ON {sla_visits} (left_at);
        CREATE INDEX ON {sla_visits} (step, left_at);
        CREATE INDEX ON {sla_visits} (lost, permit, n) WHERE late;
        CREATE INDEX ON {sla_visits} (step, lost, permit, n) WHERE late;
        CREATE INDEX ON {sla_visits} (left_at, permit, n) WHERE late IS DISTINCT FROM late_then;
        CREATE INDEX ON {sla_visits} USING gist (during);
        """)

    @property
    def basis(self) -> str:
        return "+".join(version.id for version in self.book().publications.all)

    def fold(self, row: SlaCase | None, event: Recorded) -> SlaCase:
        return folded(row, event)

    def settle(self, row: SlaCase) -> SlaCase:
        return Judge(self.book()).settled(row)

    async def load(self, connection: Connection, tables: Tables, permits: Collection[UUID]) -> dict[UUID, SlaCase]:
        return await load_cases(connection, tables, permits)

    async def save(self, connection: Connection, tables: Tables, changes: Sequence[Change[SlaCase]]) -> None:
        before = [change.before for change in changes if change.before]
        after = [change.after for change in changes if change.after]
        anew = [change.permit for change in changes if _is_anew(change)]
        visits = [visit for case in after for visit in case["judged"]]
        tally = self._tally(before, after, await load_visits(connection, tables, anew), visits)
        await put_cases(connection, tables, after)
        await put_visits(connection, tables, visits, instead_of=anew)
        await put_rounds(connection, tables, [each for case in after for each in case["rounds"]], instead_of=anew)
        await add_load(connection, tables, before, after)
        await tally.save(connection, tables)

    def _tally(
        self,
        before: Sequence[SlaCase],
        after: Sequence[SlaCase],
        replaced: Sequence[SlaVisit],
        visits: Sequence[SlaVisit],
    ) -> Tally:
        day, tally = Judge(self.book()).day, Tally()
        tally.add((visit_ended(visit, day) for visit in visits), 1)
        tally.add((visit_ended(visit, day) for visit in replaced), -1)
        tally.add((line for case in after for line in lines_ended(case, day)), 1)
        tally.add((line for case in before for line in lines_ended(case, day)), -1)
        return tally


def _is_anew(change: Change[SlaCase]) -> bool:
    """Whether the stream was folded from its beginning, although part of it had been stored: a retry does so.

    A row is never taken away: whatever comes to an end stays in the counts.
    """
    before, after = change.before, change.after
    return bool(before and after and before["left_visits"] + len(after["judged"]) > after["left_visits"])

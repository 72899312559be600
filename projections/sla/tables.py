"""The tables of the SLA: applications in time, their visits and rounds that are over, and counts of both.

`sla_counts` and `sla_histogram` hold what has ended, by day and by month; `sla_load` what is open, by the day (UTC) on
which it falls due.
"""

from psycopg import sql

NAMES = ("sla_cases", "sla_visits", "sla_rounds", "sla_counts", "sla_histogram", "sla_load")
DEFINITION = sql.SQL("""
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
# Of the applications whose clock runs, when they are due; of the visits, when they ended, which were late, and whose
# verdict a decree that came late has turned round.
INDEXES = sql.SQL("""
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

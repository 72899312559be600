-- Who took the trail away: noted before the first byte leaves, and afterwards how it went. Both are only ever added to;
-- an export without an end is still under way, or its process died.
SET LOCAL ROLE izin_owner;

-- `head` is the last position there was at the start: an export never goes beyond it.
CREATE TABLE ledger.exports (
    export     uuid        PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sub        text        NOT NULL,
    name       text        NOT NULL,
    role       text        NOT NULL,
    format     text        NOT NULL,
    filters    jsonb       NOT NULL CHECK (jsonb_typeof(filters) = 'object'),
    head       bigint      NOT NULL CHECK (head >= 0),
    reason     text
);
CREATE INDEX ON ledger.exports (started_at DESC, export DESC);

-- Of the bytes as they were sent; a cut export has as many as there were until then.
CREATE TABLE ledger.export_ends (
    export         uuid        PRIMARY KEY REFERENCES ledger.exports,
    ended_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome        text        NOT NULL CHECK (outcome IN ('complete', 'cut')),
    events         bigint      NOT NULL CHECK (events >= 0),
    first_position bigint,
    last_position  bigint,
    bytes          bigint      NOT NULL CHECK (bytes >= 0),
    sha256         text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CHECK ((events = 0) = (first_position IS NULL) AND (events = 0) = (last_position IS NULL))
);

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['exports', 'export_ends'] LOOP
        EXECUTE format('CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', kept);
        EXECUTE format('CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON ledger.%I
                        FOR EACH ROW EXECUTE FUNCTION ledger.refuse()', kept);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER keep, ENABLE ALWAYS TRIGGER keep_row', kept);
    END LOOP;
END $$;

-- The hours are the database's own.
GRANT INSERT (export, sub, name, role, format, filters, head, reason) ON ledger.exports TO izin_app;
GRANT INSERT (export, outcome, events, first_position, last_position, bytes, sha256) ON ledger.export_ends TO izin_app;
GRANT SELECT ON ledger.exports, ledger.export_ends TO izin_app, izin_auditor;

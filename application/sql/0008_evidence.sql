-- Tamper evidence: what of the Merkle tree over the leaves is kept, the checkpoints that were signed, and alarms.
SET LOCAL ROLE izin_owner;

-- The root of each full block of 256 leaves (level 1), of 256 such blocks (level 2), and so on. Only whole ones, so
-- that nothing is ever changed; whatever else a proof needs is folded from these and from the leaves.
CREATE TABLE ledger.tree (
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 7),
    index bigint   NOT NULL CHECK (index >= 0),
    hash  bytea    NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);

-- Signed tree heads, after C2SP. `origin` is the log's name: after a restored backup a log goes on under another one.
CREATE TABLE ledger.checkpoints (
    origin    text        NOT NULL,
    size      bigint      NOT NULL CHECK (size >= 0),
    root      bytea       NOT NULL CHECK (octet_length(root) = 32),
    note      text        NOT NULL,
    key_id    bytea       NOT NULL CHECK (octet_length(key_id) = 4),
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (origin, size)
);
CREATE INDEX ON ledger.checkpoints (sealed_at);

-- Time stamps (RFC 3161) over notes; they come later than the checkpoint, if the server answers at all.
CREATE TABLE ledger.timestamps (
    origin     text        NOT NULL,
    size       bigint      NOT NULL,
    token      bytea       NOT NULL,
    stamped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (origin, size),
    FOREIGN KEY (origin, size) REFERENCES ledger.checkpoints
);

-- Why nothing was sealed. A row without a problem says that it has ended.
CREATE TABLE ledger.sealing_alarms (
    n         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    problem   text,
    says      text        NOT NULL,
    raised_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Hashes that stand side by side, leaves being level 0. Run by run: whatever the planner thinks of their number, it is
-- a range of an index.
CREATE FUNCTION ledger.hashes(levels integer[], firsts bigint[], counts bigint[])
RETURNS TABLE (level integer, index bigint, hash bytea)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
BEGIN ATOMIC
    SELECT r.level, h.index, h.hash
      FROM unnest(levels, firsts, counts) r(level, first, count)
     CROSS JOIN LATERAL (SELECT e.notification_id - 1 AS index, e.leaf AS hash
                           FROM ledger.events e
                          WHERE r.level = 0
                            AND e.notification_id > r.first
                            AND e.notification_id <= r.first + r.count
                          UNION ALL
                         SELECT t.index, t.hash
                           FROM ledger.tree t
                          WHERE r.level > 0
                            AND t.level = r.level
                            AND t.index >= r.first
                            AND t.index < r.first + r.count) h;
END;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['tree', 'checkpoints', 'timestamps', 'sealing_alarms'] LOOP
        EXECUTE format('CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', kept);
        EXECUTE format('CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON ledger.%I
                        FOR EACH ROW EXECUTE FUNCTION ledger.refuse()', kept);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER keep, ENABLE ALWAYS TRIGGER keep_row', kept);
    END LOOP;
END $$;

-- The sealer works as the application: it adds and never changes, and writes no time of its own. What it adds is worth
-- nothing without a signature, whose key the database does not have.
GRANT SELECT ON ledger.tree, ledger.checkpoints, ledger.timestamps, ledger.sealing_alarms TO izin_app, izin_auditor;
GRANT INSERT (level, index, hash) ON ledger.tree TO izin_app;
GRANT INSERT (origin, size, root, note, key_id) ON ledger.checkpoints TO izin_app;
GRANT INSERT (origin, size, token) ON ledger.timestamps TO izin_app;
GRANT INSERT (problem, says) ON ledger.sealing_alarms TO izin_app;
GRANT EXECUTE ON FUNCTION ledger.hashes TO izin_app, izin_auditor;

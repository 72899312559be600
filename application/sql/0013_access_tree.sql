-- The access log is sealed as the events are: a tree of its own over its leaves, checkpoints under a name of its own.
SET LOCAL ROLE izin_owner;

-- As ledger.tree.
CREATE TABLE ledger.access_tree (
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 7),
    index bigint   NOT NULL CHECK (index >= 0),
    hash  bytea    NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);

-- As ledger.hashes.
CREATE FUNCTION ledger.access_hashes(levels integer[], firsts bigint[], counts bigint[])
RETURNS TABLE (level integer, index bigint, hash bytea)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
BEGIN ATOMIC
    SELECT r.level, h.index, h.hash
      FROM unnest(levels, firsts, counts) r(level, first, count)
     CROSS JOIN LATERAL (SELECT l.position - 1 AS index, l.leaf AS hash
                           FROM ledger.access_log l
                          WHERE r.level = 0
                            AND l.position > r.first
                            AND l.position <= r.first + r.count
                          UNION ALL
                         SELECT t.index, t.hash
                           FROM ledger.access_tree t
                          WHERE r.level > 0
                            AND t.level = r.level
                            AND t.index >= r.first
                            AND t.index < r.first + r.count) h;
END;

-- What is wrong with one log stops the sealing of that one; so each has alarms of its own.
ALTER TABLE ledger.sealing_alarms ADD COLUMN log text NOT NULL DEFAULT 'trail' CHECK (log IN ('trail', 'access'));
CREATE INDEX ON ledger.sealing_alarms (log, n);

CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.access_tree
FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON ledger.access_tree
FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
ALTER TABLE ledger.access_tree ENABLE ALWAYS TRIGGER keep, ENABLE ALWAYS TRIGGER keep_row;

GRANT SELECT ON ledger.access_tree TO izin_app, izin_auditor;
GRANT INSERT (level, index, hash) ON ledger.access_tree TO izin_app;
GRANT INSERT (log) ON ledger.sealing_alarms TO izin_app;
GRANT EXECUTE ON FUNCTION ledger.access_hashes TO izin_app, izin_auditor;

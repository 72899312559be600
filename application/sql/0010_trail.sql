-- What auditors ask the trail by, beside its order: kept with every append and told from the events alone. No evidence
-- lies here: the view `ledger.trail_traits` says of every event what its row must say, for whoever wants to compare.
SET LOCAL ROLE izin_owner;

-- Who did what where, each combination once: there are as many as officers have ways to act, some hundreds. Whatever
-- fact, role, actor, step and SOP are asked for, they are some of these. '' and 0 are none, so that they compare.
CREATE TABLE ledger.trail_kinds (
    kind       integer  PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    topic      text     NOT NULL,
    role       text     NOT NULL,
    actor      text     NOT NULL,
    acting_for text     NOT NULL,
    sop        text     NOT NULL,
    step       smallint NOT NULL,
    UNIQUE (topic, role, actor, acting_for, sop, step)
);

-- A row for each event: when it happened, and the MD5 of its correlation, which takes less room.
CREATE TABLE ledger.trail_index (
    position    bigint      PRIMARY KEY,
    at          timestamptz NOT NULL,
    correlation uuid,
    kind        integer     NOT NULL
);
CREATE UNIQUE INDEX ON ledger.trail_index (kind, position);
CREATE UNIQUE INDEX ON ledger.trail_index (correlation, position) WHERE correlation IS NOT NULL;

-- A row for every 1024 positions, once they are full: between which instants their events happened, and until when
-- they were recorded. What happens later mostly stands later: a range of time is a range of positions, or a few.
CREATE TABLE ledger.trail_blocks (
    block       bigint      PRIMARY KEY,
    at_from     timestamptz NOT NULL,
    at_to       timestamptz NOT NULL,
    recorded_to timestamptz NOT NULL
);
CREATE INDEX ON ledger.trail_blocks (recorded_to, block);

-- The head of a state as our mapper writes it: all that comes before its fact, which no string in JSON can look like.
-- A state that others wrote has none. NUL, which jsonb cannot hold, is of no use to whoever looks for something.
CREATE FUNCTION ledger.trail_head(state bytea) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN substr(state, 1, 5) = '{"v":'::bytea AND position(',"fact":'::bytea IN substr(state, 1, 8000)) > 0
    THEN replace(convert_from(substr(state, 1, position(',"fact":'::bytea IN substr(state, 1, 8000)) - 1), 'UTF8') || '}',
                 '\u0000', '\u0001')::jsonb
END;

-- What the row of each event must say.
CREATE VIEW ledger.trail_traits AS
SELECT e.notification_id AS position,
       coalesce((h.head ->> 'at')::timestamptz, e.recorded_at) AS at,
       md5(h.head ->> 'correlation')::uuid AS correlation,
       e.topic, e.role, e.actor,
       coalesce(h.head #>> '{by,acting_for}', '') AS acting_for,
       coalesce(h.head #>> '{sop,code}', '') AS sop,
       coalesce((h.head ->> 'step')::smallint, 0::smallint) AS step
  FROM ledger.events e
 CROSS JOIN LATERAL (SELECT ledger.trail_head(e.state) AS head OFFSET 0) h;

-- Takes up whatever is not there yet: what was just appended, and with the first call all there is. Whoever appends
-- holds the order lock, so nobody else is doing the same.
CREATE FUNCTION ledger.index_trail() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off -- as in ledger.append: its plan may be made while the tables are empty
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
    before bigint;
    last bigint;
    added bigint;
BEGIN
    SELECT coalesce(max(i.position), 0) INTO before FROM ledger.trail_index i;
    SELECT coalesce(max(e.notification_id), 0) INTO last FROM ledger.events e;

    INSERT INTO ledger.trail_index (position, at, correlation, kind)
    SELECT t.position, t.at, t.correlation, k.kind
      FROM ledger.trail_traits t
     CROSS JOIN LATERAL (SELECT k.kind
                           FROM ledger.trail_kinds k
                          WHERE (k.topic, k.role, k.actor, k.acting_for, k.sop, k.step)
                              = (t.topic, t.role, t.actor, t.acting_for, t.sop, t.step)
                         OFFSET 0) k
     WHERE t.position > before
       AND t.position <= last;
    GET DIAGNOSTICS added = ROW_COUNT;

    IF added < last - before THEN -- somebody has done something for the first time
        INSERT INTO ledger.trail_kinds (topic, role, actor, acting_for, sop, step)
        SELECT DISTINCT t.topic, t.role, t.actor, t.acting_for, t.sop, t.step
          FROM ledger.trail_traits t
         WHERE t.position > before
           AND t.position <= last
            ON CONFLICT DO NOTHING;
        INSERT INTO ledger.trail_index (position, at, correlation, kind)
        SELECT t.position, t.at, t.correlation, k.kind
          FROM ledger.trail_traits t
          JOIN ledger.trail_kinds k USING (topic, role, actor, acting_for, sop, step)
         WHERE t.position > before
           AND t.position <= last
           AND NOT EXISTS (SELECT
                             FROM ledger.trail_index i
                            WHERE i.position = t.position);
    END IF;

    IF last / 1024 > before / 1024 THEN
        INSERT INTO ledger.trail_blocks (block, at_from, at_to, recorded_to)
        SELECT (i.position - 1) / 1024, min(i.at), max(i.at), max(e.recorded_at)
          FROM ledger.trail_index i
          JOIN ledger.events e ON e.notification_id = i.position
         WHERE i.position > before / 1024 * 1024
           AND i.position <= last / 1024 * 1024
         GROUP BY (i.position - 1) / 1024;
    END IF;
END $$;

CREATE FUNCTION ledger.index_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM ledger.index_trail();
    RETURN NULL;
END $$;

SELECT ledger.index_trail();

CREATE TRIGGER index_appended AFTER INSERT ON ledger.events
   FOR EACH STATEMENT EXECUTE FUNCTION ledger.index_appended();

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['trail_kinds', 'trail_index', 'trail_blocks'] LOOP
        EXECUTE format('CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', kept);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER keep', kept);
    END LOOP;
END $$;

GRANT SELECT ON ledger.trail_kinds, ledger.trail_index, ledger.trail_blocks, ledger.trail_traits TO izin_app, izin_auditor;
GRANT EXECUTE ON FUNCTION ledger.trail_head TO izin_app, izin_auditor;

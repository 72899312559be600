-- Who looked: a log of reads, downloads, exports, refusals and sign-ins, kept as the events are; and the auditor's door.
SET LOCAL ROLE izin_owner;

-- `state` is JSON: operation, outcome, request, by and more; what is personal in it is sealed as in an event. `actor` is
-- an officer's subject, ••• for an applicant with their own file, and for whoever else has no office a pseudonym.
CREATE TABLE ledger.access_log (
    position    bigint      PRIMARY KEY,
    at          timestamptz NOT NULL,
    application uuid,
    action      text        NOT NULL,
    actor       text        NOT NULL,
    role        text        NOT NULL,
    state       bytea       NOT NULL,
    leaf        bytea       NOT NULL
);
CREATE INDEX ON ledger.access_log (application, position) WHERE application IS NOT NULL;
CREATE INDEX ON ledger.access_log (actor, position);
CREATE INDEX ON ledger.access_log (action, position);
CREATE INDEX ON ledger.access_log (at, position);

-- Locked and never updated, as ledger.order_lock; whoever reads and whoever writes do not wait for each other.
CREATE TABLE ledger.access_lock (one boolean PRIMARY KEY DEFAULT true CHECK (one));
INSERT INTO ledger.access_lock DEFAULT VALUES;

-- One row for each element, in one order without gaps; returns the position of the last. The leaf is made as that of an
-- event, with version 0, which no event has: a leaf of one tree is never a leaf of the other.
CREATE FUNCTION ledger.log_access(applications uuid[], actions text[], actors text[], roles text[], states bytea[])
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
    head bigint;
    logged timestamptz;
BEGIN
    PERFORM FROM ledger.access_lock FOR UPDATE;
    SELECT l.position, l.at
      INTO head, logged
      FROM ledger.access_log l
     ORDER BY l.position DESC
     LIMIT 1;
    head := coalesce(head, 0);
    logged := greatest(logged, clock_timestamp()); -- never backwards, whatever the clock does

    INSERT INTO ledger.access_log (position, at, application, action, actor, role, state, leaf)
    SELECT head + r.n, logged, r.application, r.action, r.actor, r.role, r.state,
           ledger.leaf(head + r.n, coalesce(r.application, '00000000-0000-0000-0000-000000000000'), 0, r.action, r.state,
                       logged, r.actor, r.role)
      FROM unnest(applications, actions, actors, roles, states)
      WITH ORDINALITY r(application, action, actor, role, state, n)
     ORDER BY r.n;
    RETURN head + cardinality(actions);
END $$;

-- The first position recorded at or after an instant, one past the end where there is none. Positions have no gaps and
-- recorded_at never runs backwards: 24 look-ups find it among ten million events, and no index has to be kept for it.
CREATE FUNCTION ledger.position_since(since timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    low bigint := 1;
    high bigint := (SELECT coalesce(max(e.notification_id), 0) + 1 FROM ledger.events e);
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high) / 2;
        IF (SELECT e.recorded_at -- of the next one, where somebody has taken that event away
              FROM ledger.events e
             WHERE e.notification_id >= middle
             ORDER BY e.notification_id
             LIMIT 1) < since
        THEN
            low := middle + 1;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    RETURN low;
END $$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['access_log', 'access_lock'] LOOP
        EXECUTE format('CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()', kept);
        EXECUTE format('CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON ledger.%I
                        FOR EACH ROW EXECUTE FUNCTION ledger.refuse()', kept);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER keep, ENABLE ALWAYS TRIGGER keep_row', kept);
    END LOOP;
END $$;

GRANT SELECT ON ledger.access_log TO izin_app;
GRANT EXECUTE ON FUNCTION ledger.log_access, ledger.position_since, ledger.leaf TO izin_app;
GRANT EXECUTE ON FUNCTION ledger.position_since TO izin_auditor;

-- From here on the auditor's door has no ciphertext: headers and leaves of the tables, the rest by the views of `audit`.
-- Proofs need the stored bytes; the API exports them, and logs it.
REVOKE SELECT ON ledger.events FROM izin_auditor;
GRANT SELECT (notification_id, originator_id, originator_version, topic, recorded_at, actor, role, leaf)
   ON ledger.events TO izin_auditor;
GRANT SELECT (position, at, application, action, actor, role, leaf) ON ledger.access_log TO izin_auditor;

CREATE SCHEMA audit;

-- A sealed value is an object with a "$" (its ciphertext); wherever one stands, a mask stands in its place.
CREATE FUNCTION audit.masked(value jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
    CASE jsonb_typeof(value)
    WHEN 'object' THEN
        IF value ? '$' THEN
            RETURN '"•••"';
        END IF;
        RETURN (SELECT coalesce(jsonb_object_agg(f.key, audit.masked(f.value)), '{}') FROM jsonb_each(value) f);
    WHEN 'array' THEN
        RETURN (SELECT coalesce(jsonb_agg(audit.masked(e.value) ORDER BY e.n), '[]')
                  FROM jsonb_array_elements(value) WITH ORDINALITY e(value, n));
    ELSE
        RETURN value;
    END CASE;
END $$;

CREATE FUNCTION audit.read(state bytea) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE STRICT
RETURN convert_from(state, 'UTF8')::jsonb;

CREATE VIEW audit.events AS
SELECT e.notification_id AS position,
       e.originator_id AS stream,
       e.originator_version AS version,
       e.topic AS fact,
       e.recorded_at,
       (audit.read(e.state) ->> 'at')::timestamptz AS at,
       e.actor,
       e.role,
       audit.masked(audit.read(e.state) -> 'by') AS by,
       audit.read(e.state) -> 'sop' AS sop,
       (audit.read(e.state) ->> 'step')::integer AS step,
       (audit.read(e.state) ->> 'round')::integer AS round,
       audit.read(e.state) ->> 'correlation' AS correlation,
       audit.masked(audit.read(e.state) -> 'fact') AS data,
       e.leaf,
       e.leaf = ledger.leaf(e.notification_id, e.originator_id, e.originator_version, e.topic, e.state, e.recorded_at,
                            e.actor, e.role) AS leaf_holds
  FROM ledger.events e;

-- Where each file stands, from its own stream: `step` and `holder` while it is open, `ended` the fact that ended it.
CREATE VIEW audit.applications AS
SELECT r.permit AS application,
       r.number,
       f.position AS opened,
       f.recorded_at AS opened_at,
       l.position,
       l.version,
       l.recorded_at AS changed_at,
       CASE WHEN m.topic = 'Routed' THEN (audit.read(m.state) #>> '{fact,to_step}')::integer END AS step,
       CASE WHEN m.topic = 'Routed' THEN audit.read(m.state) #>> '{fact,to_role}' END AS holder,
       nullif(m.topic, 'Routed') AS ended,
       NOT EXISTS (SELECT FROM ledger.keys k WHERE k.permit = r.permit) AS forgotten
  FROM ledger.registrations r
  LEFT JOIN LATERAL (SELECT e.notification_id AS position, e.recorded_at
                       FROM ledger.events e
                      WHERE e.originator_id = r.permit
                      ORDER BY e.originator_version
                      LIMIT 1) f ON true
  LEFT JOIN LATERAL (SELECT e.notification_id AS position, e.originator_version AS version, e.recorded_at
                       FROM ledger.events e
                      WHERE e.originator_id = r.permit
                      ORDER BY e.originator_version DESC
                      LIMIT 1) l ON true
  LEFT JOIN LATERAL (SELECT e.topic, e.state
                       FROM ledger.events e
                      WHERE e.originator_id = r.permit
                        AND e.topic IN ('Routed', 'Delivered', 'Withdrawn', 'Lapsed', 'Revoked')
                      ORDER BY e.originator_version DESC
                      LIMIT 1) m ON true;

-- Every number that was reserved, and what its decree says, if it came to one.
CREATE VIEW audit.decrees AS
SELECT d.register,
       d.year,
       d.seq,
       d.permit AS application,
       d.draft_sha256,
       d.reserved_at,
       s.notification_id AS position,
       s.fact ->> 'number' AS number,
       s.fact ->> 'kind' AS kind,
       (s.fact ->> 'issued_on')::date AS issued_on,
       (s.fact ->> 'valid_until')::date AS valid_until,
       s.fact ->> 'document_sha256' AS document_sha256,
       s.fact -> 'certificate' AS certificate,
       s.fact ->> 'level' AS level,
       v.recorded_at AS revoked_at
  FROM ledger.decree_numbers d
  LEFT JOIN LATERAL (SELECT e.notification_id, audit.masked(audit.read(e.state) -> 'fact') AS fact
                       FROM ledger.events e
                      WHERE e.originator_id = d.permit
                        AND e.topic = 'Signed'
                        AND audit.read(e.state) #>> '{fact,draft_sha256}' = d.draft_sha256
                      ORDER BY e.originator_version DESC
                      LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT e.recorded_at
                       FROM ledger.events e
                      WHERE e.originator_id = d.permit
                        AND e.topic = 'Revoked'
                        AND s.notification_id IS NOT NULL
                      ORDER BY e.originator_version DESC
                      LIMIT 1) v ON true;

CREATE VIEW audit.access_log AS
SELECT l.position,
       l.at,
       l.application,
       l.action,
       l.actor,
       l.role,
       audit.read(l.state) ->> 'operation' AS operation,
       audit.read(l.state) ->> 'outcome' AS outcome,
       audit.read(l.state) ->> 'request' AS request,
       audit.masked(audit.read(l.state)) - 'operation' - 'outcome' - 'request' AS data,
       l.leaf,
       l.leaf = ledger.leaf(l.position, coalesce(l.application, '00000000-0000-0000-0000-000000000000'), 0, l.action,
                            l.state, l.at, l.actor, l.role) AS leaf_holds
  FROM ledger.access_log l;

GRANT USAGE ON SCHEMA audit TO izin_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO izin_auditor;
GRANT EXECUTE ON FUNCTION audit.masked, audit.read TO izin_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO izin_auditor; -- a later migration's view

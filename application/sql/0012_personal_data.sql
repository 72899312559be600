-- Personal data (UU 27/2022): who was shown whose, and why; and the one deletion there is, of a forgotten file's key.
SET LOCAL ROLE izin_owner;

-- What was unmasked: append-only and without gaps, each row with the leaf of a tree of its own.
CREATE TABLE ledger.disclosures (
    n           bigint      PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor       text        NOT NULL,
    role        text        NOT NULL,
    application uuid        NOT NULL,
    fields      text[]      NOT NULL CHECK (cardinality(fields) > 0),
    reason      text        NOT NULL CHECK (reason <> ''),
    leaf        bytea       NOT NULL
);

CREATE INDEX ON ledger.disclosures (application, n);

-- SHA-256 of 0x00, n, microseconds since 2000-01-01 UTC, application, then actor, role, the fields with commas between
-- and the reason, each after its length in 4 bytes (big-endian). STABLE as convert_to is.
CREATE FUNCTION ledger.disclosure_leaf(n bigint, at timestamptz, actor text, role text, application uuid, fields text[], reason text)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(
    '\x00'::bytea || int8send(n) || timestamptz_send(at) || uuid_send(application)
    || int4send(octet_length(convert_to(actor, 'UTF8'))) || convert_to(actor, 'UTF8')
    || int4send(octet_length(convert_to(role, 'UTF8'))) || convert_to(role, 'UTF8')
    || int4send(octet_length(convert_to(array_to_string(fields, ','), 'UTF8'))) || convert_to(array_to_string(fields, ','), 'UTF8')
    || int4send(octet_length(convert_to(reason, 'UTF8'))) || convert_to(reason, 'UTF8'));

-- Note that somebody is about to be shown these fields of these applications: a row for each, together or not at all.
CREATE FUNCTION ledger.disclose(by_actor text, by_role text, of_applications uuid[], shown text[], why text)
RETURNS SETOF ledger.disclosures
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last bigint;
    moment timestamptz;
BEGIN
    LOCK TABLE ledger.disclosures IN SHARE ROW EXCLUSIVE MODE;
    SELECT d.n, greatest(d.at, clock_timestamp())
      INTO last, moment
      FROM ledger.disclosures d
     ORDER BY d.n DESC
     LIMIT 1;
    last := coalesce(last, 0);
    moment := coalesce(moment, clock_timestamp());
    RETURN QUERY
    INSERT INTO ledger.disclosures AS made (n, at, actor, role, application, fields, reason, leaf)
    SELECT last + a.n, moment, by_actor, by_role, a.id, shown, why,
           ledger.disclosure_leaf(last + a.n, moment, by_actor, by_role, a.id, shown, why)
      FROM unnest(of_applications) WITH ORDINALITY a(id, n)
    RETURNING made.*;
END $$;

CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.disclosures
FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON ledger.disclosures
FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
ALTER TABLE ledger.disclosures ENABLE ALWAYS TRIGGER keep, ENABLE ALWAYS TRIGGER keep_row;

-- Few rows of many: who was forgotten is looked up twice a second by every process. (Reads the log once.)
CREATE INDEX ON ledger.events (notification_id, originator_id) WHERE topic = 'PersonalDataErased';

-- A key goes when the log says so, and no other does, whoever asks and in whatever mode.
CREATE FUNCTION ledger.refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger.events e
                    WHERE e.originator_id = OLD.permit
                      AND e.topic = 'PersonalDataErased') THEN
        RAISE 'ledger: DELETE on keys is not allowed: nobody has decided to forget %', OLD.permit
              USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

DROP TRIGGER keep ON ledger.keys;
DROP TRIGGER keep_row ON ledger.keys;
CREATE TRIGGER keep BEFORE UPDATE OR TRUNCATE ON ledger.keys FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER keep_row BEFORE UPDATE ON ledger.keys FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER keep_unless_erased BEFORE DELETE ON ledger.keys
FOR EACH ROW EXECUTE FUNCTION ledger.refuse_unless_erased();
ALTER TABLE ledger.keys ENABLE ALWAYS TRIGGER keep, ENABLE ALWAYS TRIGGER keep_row,
                        ENABLE ALWAYS TRIGGER keep_unless_erased;

-- What must leave the archive after a key is gone, for by then nobody can tell its path any more. `uploader` is the
-- HMAC of files.uploads; NULL where nobody has uploaded it. `unclaimed_at`: since when nobody can name it anew.
CREATE TABLE files.doomed (
    path         text        PRIMARY KEY,
    permit       uuid        NOT NULL,
    uploader     bytea,
    sha256       text,
    unclaimed_at timestamptz
);

-- Destroy the key of a file that was to be forgotten, and note what else must go. False where that was done before.
CREATE FUNCTION ledger.forget(forgotten uuid, paths text[], uploaders bytea[], hashes text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM ledger.keys k WHERE k.permit = forgotten;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO files.doomed (path, permit, uploader, sha256)
    SELECT d.path, forgotten, d.uploader, d.sha256
      FROM unnest(paths, uploaders, hashes) d(path, uploader, sha256)
        ON CONFLICT DO NOTHING;
    DELETE FROM mail.outbox o
     USING ledger.events e
     WHERE e.originator_id = forgotten
       AND o.position = e.notification_id
       AND o.channel = 'mail'
       AND o.recipient = 'applicant';
    RETURN true;
END $$;

-- From now on nobody can name this upload: its row goes, with the key in it.
CREATE FUNCTION files.unclaim(doomed_path text) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM files.uploads u
     USING files.doomed d
     WHERE d.path = doomed_path
       AND u.uploader = d.uploader
       AND u.sha256 = d.sha256;
    UPDATE files.doomed d
       SET unclaimed_at = clock_timestamp()
     WHERE d.path = doomed_path
       AND d.unclaimed_at IS NULL;
END;

-- The same for an upload of no file, which its owner takes back: permit 0 stands for none.
CREATE FUNCTION files.doom(doomed_path text, by_uploader bytea, content text) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO files.doomed (path, permit, uploader, sha256, unclaimed_at)
    SELECT doomed_path, '00000000-0000-0000-0000-000000000000', u.uploader, u.sha256, clock_timestamp()
      FROM files.uploads u
     WHERE u.uploader = by_uploader
       AND u.sha256 = content
        ON CONFLICT DO NOTHING;
    DELETE FROM files.uploads u
     WHERE u.uploader = by_uploader
       AND u.sha256 = content;
END;

GRANT SELECT ON ledger.disclosures TO izin_app, izin_auditor;
GRANT SELECT, DELETE ON files.doomed TO izin_app;
GRANT EXECUTE ON FUNCTION ledger.disclose, ledger.forget, files.unclaim, files.doom TO izin_app;
GRANT EXECUTE ON FUNCTION ledger.disclosure_leaf TO izin_auditor;

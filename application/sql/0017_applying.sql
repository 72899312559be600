-- What applicants have begun and not sent yet, and what they thought of the service afterwards. Neither is a fact of a
-- file. A draft is sealed under a key of its own that stands in the same row: with the row all of it is forgotten.
SET LOCAL ROLE izin_owner;

CREATE SCHEMA desk;

-- `owner` is an HMAC: nobody can tell who it is. `permit` is the file that this is a repair of. Of a draft that was
-- sent only the file that came of it is left, for a day: so that a button pressed twice finds it.
CREATE TABLE desk.drafts (
    id         uuid        PRIMARY KEY,
    owner      bytea       NOT NULL CHECK (octet_length(owner) = 32),
    permit     uuid,
    version    integer     NOT NULL DEFAULT 1 CHECK (version > 0),
    begun_at   timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    wrapped    bytea,
    sealed     text        CHECK (octet_length(sealed) <= 2000000),
    sent       uuid,
    CHECK ((sent IS NULL) = (sealed IS NOT NULL)),
    CHECK ((wrapped IS NULL) = (sealed IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX ON desk.drafts (owner, begun_at);
CREATE INDEX ON desk.drafts (updated_at);
CREATE UNIQUE INDEX ON desk.drafts (owner, permit) WHERE permit IS NOT NULL AND sent IS NULL;

-- One answer a file to the nine questions of PermenPANRB 14/2017, in their order, 1 to 4 each. Nothing else: no name,
-- no words, no hour.
CREATE TABLE desk.surveys (
    permit      uuid       PRIMARY KEY,
    answered_on date       NOT NULL,
    answers     smallint[] NOT NULL CHECK (cardinality(answers) = 9 AND 1 <= ALL (answers) AND 4 >= ALL (answers))
);
CREATE INDEX ON desk.surveys (answered_on);

-- As before (0012), and whatever was begun to repair the forgotten file.
CREATE OR REPLACE FUNCTION ledger.forget(forgotten uuid, paths text[], uploaders bytea[], hashes text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM ledger.keys k WHERE k.permit = forgotten;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM desk.drafts d WHERE d.permit = forgotten;
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

GRANT USAGE ON SCHEMA desk TO izin_app;
GRANT INSERT (id, owner, permit, begun_at, updated_at, wrapped, sealed) ON desk.drafts TO izin_app;
GRANT SELECT, DELETE, UPDATE (version, updated_at, wrapped, sealed, sent) ON desk.drafts TO izin_app;
GRANT SELECT, INSERT ON desk.surveys TO izin_app;

GRANT USAGE ON SCHEMA desk TO izin_backup;
GRANT SELECT ON ALL TABLES IN SCHEMA desk TO izin_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA desk GRANT SELECT ON TABLES TO izin_backup;

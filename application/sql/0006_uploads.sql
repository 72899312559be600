-- Where the office scans for viruses, an upload may be named once it was scanned. An inspector's picture keeps when and
-- where it was taken, sealed under the upload's own key. The index answers "who still names this content?".
SET LOCAL ROLE izin_owner;

ALTER TABLE files.uploads
    ADD COLUMN state      text NOT NULL DEFAULT 'unscanned' CHECK (state IN ('unscanned', 'clean')),
    ADD COLUMN scanned_at timestamptz CHECK ((scanned_at IS NULL) = (state = 'unscanned')),
    ADD COLUMN taken      bytea;

CREATE INDEX ON files.uploads (sha256);

GRANT UPDATE (state, scanned_at) ON files.uploads TO izin_app;

-- Uploads before a submission names them. The uploader is an HMAC of the person's subject: no personal data in clear.
SET LOCAL ROLE izin_owner;

CREATE SCHEMA files;

CREATE TABLE files.uploads (
    uploader    bytea       NOT NULL,
    sha256      text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size        bigint      NOT NULL CHECK (size > 0),
    media_type  text        NOT NULL,
    name        text        NOT NULL,
    wrapped     bytea       NOT NULL,
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (uploader, sha256)
);

GRANT USAGE ON SCHEMA files TO izin_app;
GRANT SELECT, INSERT ON files.uploads TO izin_app;

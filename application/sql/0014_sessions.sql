-- Who is signed in to the pages, and the links of last resort. No facts: who signed in when is in ledger.access_log for
-- good, and a session's row goes a week after its end. Of tokens only hashes are here: who reads the tables is nobody.
SET LOCAL ROLE izin_owner;

CREATE SCHEMA access;

CREATE TABLE access.sessions (
    token_hash   bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    id           uuid        NOT NULL UNIQUE,
    via          text        NOT NULL CHECK (via IN ('demo', 'provider', 'break_glass')),
    sub          text        NOT NULL,
    name         text        NOT NULL,
    roles        text[]      NOT NULL,
    provider_sid text,
    agent        text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    ended_by     text
) WITH (fillfactor = 80);
CREATE INDEX ON access.sessions (sub);
CREATE INDEX ON access.sessions (expires_at);

-- Only who may apply migrations makes such a link; the application can do no more than use it up.
CREATE TABLE access.links (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

GRANT USAGE ON SCHEMA access TO izin_app;
GRANT INSERT (token_hash, id, via, sub, name, roles, provider_sid, agent, expires_at) ON access.sessions TO izin_app;
GRANT SELECT, DELETE, UPDATE (seen_at, ended_at, ended_by) ON access.sessions TO izin_app;
GRANT SELECT, UPDATE (used_at) ON access.links TO izin_app;

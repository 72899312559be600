-- What there is to tell, and to whom: fed once from the log, sent later. A recipient is 'applicant', a role or the id of
-- a webhook, and a letter is written from the permit's own stream when it is sent, so nothing here is personal.
SET LOCAL ROLE izin_owner;

CREATE SCHEMA mail;

-- `id` is made from the event and the recipient: the same letter has the same name, wherever it is enqueued or sent
-- again. `kind` is a kind of letter, or for a webhook the fact.
CREATE TABLE mail.outbox (
    id           uuid        PRIMARY KEY,
    position     bigint      NOT NULL,
    permit       uuid        NOT NULL,
    version      bigint      NOT NULL,
    kind         text        NOT NULL,
    channel      text        NOT NULL CHECK (channel IN ('mail', 'webhook')),
    recipient    text        NOT NULL,
    state        text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'dead', 'dropped')),
    attempts     integer     NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    leased_until timestamptz,
    last_error   text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    settled_at   timestamptz CHECK ((settled_at IS NULL) = (state = 'pending')),
    UNIQUE (position, channel, kind, recipient)
) WITH (fillfactor = 70);

-- What is due, of all letters and of each webhook, and what must go before it; then what somebody should look at. Most
-- rows are sent and lie in none of these.
CREATE INDEX ON mail.outbox (next_at) WHERE state = 'pending' AND channel = 'mail';
CREATE INDEX ON mail.outbox (recipient, next_at) WHERE state = 'pending' AND channel = 'webhook';
CREATE INDEX ON mail.outbox (permit, channel, recipient, position) WHERE state = 'pending';
CREATE INDEX ON mail.outbox (channel, state, position, id) WHERE state <> 'sent';
CREATE INDEX ON mail.outbox (recipient, position, id) WHERE channel = 'webhook';

-- Whom other systems are told through. Secrets are sealed by a key that the database never sees. `facts`: which ones,
-- NULL for all; only those after `from_position`.
CREATE TABLE mail.webhooks (
    id            uuid        PRIMARY KEY,
    url           text        NOT NULL,
    facts         text[],
    active        boolean     NOT NULL DEFAULT true,
    from_position bigint      NOT NULL,
    secret        bytea,
    old_secret    bytea,
    old_until     timestamptz,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_by    text        NOT NULL,
    ended_at      timestamptz CHECK ((ended_at IS NULL) = active),
    ended_by      text        CHECK (ended_by IN ('admin', 'receiver'))
);

-- How far the outbox has been fed. An empty log is fed from its beginning; where there was a log before there were
-- letters, nobody is told of the past.
CREATE TABLE mail.feed (
    one      boolean     PRIMARY KEY DEFAULT true CHECK (one),
    start    bigint      NOT NULL,
    position bigint      NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 10);

INSERT INTO mail.feed (start, position)
SELECT h.position, h.position
  FROM ledger.head h;

-- The projector feeds, the application delivers and keeps the webhooks, the auditor may see who was told what.
GRANT USAGE ON SCHEMA mail TO izin_app, izin_projector, izin_auditor;
GRANT INSERT (id, position, permit, version, kind, channel, recipient) ON mail.outbox TO izin_projector;
GRANT SELECT (id, facts, active, from_position) ON mail.webhooks TO izin_projector;
GRANT SELECT, UPDATE (position, moved_at) ON mail.feed TO izin_projector;
GRANT SELECT ON ALL TABLES IN SCHEMA mail TO izin_app;
GRANT UPDATE (state, attempts, next_at, leased_until, last_error, settled_at) ON mail.outbox TO izin_app;
GRANT INSERT (id, url, facts, from_position, secret, created_by),
      UPDATE (active, secret, old_secret, old_until, ended_at, ended_by)
   ON mail.webhooks TO izin_app;
GRANT SELECT ON mail.outbox, mail.feed TO izin_auditor;

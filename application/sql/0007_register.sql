-- The register of decrees is listed newest first; and each verification of a decree is counted, by day and result.
SET LOCAL ROLE izin_owner;

CREATE INDEX ON ledger.decree_numbers (year DESC, register, seq DESC);

CREATE SCHEMA verification;

-- No personal data: neither who asked, nor from where, nor when more exactly. Permit 0 stands for what is not ours.
CREATE TABLE verification.counts (
    permit uuid   NOT NULL,
    day    date   NOT NULL,
    result text   NOT NULL CHECK (result IN
           ('valid', 'altered', 'revoked', 'expired', 'superseded', 'unknown', 'not_found')),
    n      bigint NOT NULL CHECK (n > 0),
    PRIMARY KEY (permit, day, result)
) WITH (fillfactor = 70);

GRANT USAGE ON SCHEMA verification TO izin_app, izin_auditor;
GRANT SELECT, INSERT, UPDATE (n) ON verification.counts TO izin_app;
GRANT SELECT ON verification.counts TO izin_auditor;

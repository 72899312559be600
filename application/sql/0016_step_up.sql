-- How strongly, and when, somebody signed in at the provider (`acr`, `auth_time`): asked before a signature.
SET LOCAL ROLE izin_owner;

ALTER TABLE access.sessions ADD COLUMN acr text, ADD COLUMN auth_time timestamptz;

GRANT INSERT (acr, auth_time) ON access.sessions TO izin_app;

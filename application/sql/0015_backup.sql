-- Who takes backups: reads everything that is kept, and can change nothing. Runs as 0001: the role may be there already.
SET LOCAL ROLE NONE;

DO $$
DECLARE
    becoming text := CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'izin_backup') THEN
        BEGIN
            CREATE ROLE izin_backup NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- somebody was faster
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'izin_backup', becoming) THEN
        GRANT izin_backup TO CURRENT_USER;
    END IF;
END $$;

SET LOCAL ROLE izin_owner;

GRANT USAGE ON SCHEMA access, files, ledger, mail, verification TO izin_backup;
GRANT SELECT ON ALL TABLES IN SCHEMA access, files, ledger, mail, verification TO izin_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA access, files, ledger, mail, verification TO izin_backup;
REVOKE SELECT ON ledger.trail_traits FROM izin_backup; -- a view over all of it, which only works for those it is for

-- Also of what later migrations make: a table that nobody thought of must not be missing after a disaster.
ALTER DEFAULT PRIVILEGES IN SCHEMA access, files, ledger, mail, verification GRANT SELECT ON TABLES TO izin_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA access, files, ledger, mail, verification GRANT SELECT ON SEQUENCES TO izin_backup;

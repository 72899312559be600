-- The four groups that own, write, project and audit. Nobody logs in as one of them: whoever connects becomes one
-- with SET ROLE. Runs as a superuser, or as the owner of the database with CREATEROLE. Roles belong to the whole
-- cluster and may be there already, made for another database, perhaps at this very moment.
SET LOCAL ROLE NONE; -- as whoever logged in

DO $$
DECLARE
    wanted text;
    becoming text := CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['izin_owner', 'izin_app', 'izin_projector', 'izin_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- somebody was faster
            END;
        END IF;
        IF NOT pg_has_role(current_user, wanted, becoming) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        END IF;
    END LOOP;

    -- The owner prepares the projector's schema (0004), so it acts as the projector too.
    IF NOT pg_has_role('izin_owner', 'izin_projector', becoming) THEN
        GRANT izin_projector TO izin_owner;
    END IF;

    EXECUTE format('GRANT CREATE ON DATABASE %I TO izin_owner', current_database());
END $$;

-- The four groups that own, write, project and audit. Nobody logs in as one of them: whoever connects becomes one
-- with SET ROLE. Runs as a superuser, or as the owner of the database with CREATEROLE. Roles belong to the whole
-- cluster and may be there already, made for another database, perhaps at this very moment.
SET LOCAL ROLE NONE; -- as whoever logged in

DO $$
DECLARE
    wanted text;
    is_superuser boolean := (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user);
BEGIN
    FOREACH wanted IN ARRAY ARRAY['izin_owner', 'izin_app', 'izin_projector', 'izin_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- somebody was faster
            END;
        END IF;
        IF NOT is_superuser THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted); -- from 16 on, making a role is not yet being able to SET it
        END IF;
    END LOOP;

    -- The owner prepares the projector's schema (0004), so it acts as the projector too.
    IF NOT EXISTS (SELECT FROM pg_auth_members m
                    WHERE m.roleid = 'izin_projector'::regrole
                      AND m.member = 'izin_owner'::regrole) THEN
        GRANT izin_projector TO izin_owner;
    END IF;

    EXECUTE format('GRANT CREATE ON DATABASE %I TO izin_owner', current_database());
END $$;

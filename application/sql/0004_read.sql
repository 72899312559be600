-- The read models' own schema: the projector makes, fills and drops its tables there, the application looks at them.
SET LOCAL ROLE izin_owner;

CREATE SCHEMA read AUTHORIZATION izin_projector;

SET LOCAL ROLE izin_projector;
GRANT USAGE ON SCHEMA read TO izin_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA read GRANT SELECT ON TABLES TO izin_app;

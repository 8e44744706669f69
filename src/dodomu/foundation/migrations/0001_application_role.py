"""The role under which the application works, and the trigram extension. It must come before any table."""

from django.db import migrations

ROLE = """
DO $$ BEGIN
    CREATE ROLE dodomu_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- roles belong to the cluster, not to this database
END $$;
DO $$ BEGIN
    IF NOT pg_has_role(current_user, 'dodomu_app', 'MEMBER') THEN
        EXECUTE format('GRANT dodomu_app TO %I', current_user);
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO dodomu_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO dodomu_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO dodomu_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO dodomu_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO dodomu_app;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""
BACK = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM dodomu_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM dodomu_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM dodomu_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM dodomu_app;
REVOKE USAGE ON SCHEMA public FROM dodomu_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(ROLE, BACK)]

"""What was done at a gate is added to, never changed or taken away: the application's role has no right to."""

from django.db import migrations

TABLES = ("boarding_touch", "boarding_carrierlist", "boarding_custodyentry")
# Of a pass nothing can be rewritten but that it ended.
OF_PASS = "ended_at, end_cause"


class Migration(migrations.Migration):
    dependencies = [("boarding", "0001_passes_devices_and_touches")]
    operations = [
        *(
            migrations.RunSQL(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM dodomu_app",
                f"GRANT UPDATE, DELETE ON {table} TO dodomu_app",
            )
            for table in TABLES
        ),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON boarding_pass FROM dodomu_app; "
            f"GRANT UPDATE ({OF_PASS}) ON boarding_pass TO dodomu_app",
            "GRANT UPDATE, DELETE ON boarding_pass TO dodomu_app",
        ),
        # Of a touch nothing can be rewritten but that a post, or headquarters, heard of it before (`posts.uniting`).
        migrations.RunSQL(
            "GRANT UPDATE (received_at, via) ON boarding_touch TO dodomu_app",
            "REVOKE UPDATE (received_at, via) ON boarding_touch FROM dodomu_app",
        ),
        # Of a bundle nothing can be rewritten but that what it brought is to be told back (`posts.taking`).
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON boarding_bundle FROM dodomu_app; "
            "GRANT UPDATE (transaction) ON boarding_bundle TO dodomu_app",
            "GRANT UPDATE, DELETE ON boarding_bundle TO dodomu_app",
        ),
    ]

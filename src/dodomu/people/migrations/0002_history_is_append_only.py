"""What was said and what happened is added to, never changed: the application's role has no right to."""

from django.db import migrations

TABLES = ("people_ledgerentry", "people_registration", "people_note")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_register_and_ledger")]
    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM dodomu_app",
            f"GRANT UPDATE, DELETE ON {table} TO dodomu_app",
        )
        for table in TABLES
    ]

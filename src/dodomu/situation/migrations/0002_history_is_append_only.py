"""What was told and what was changed is added to, never rewritten: the application's role has no right to."""

from django.db import migrations

TABLES = (
    "situation_report",
    "situation_figure",
    "situation_restriction",
    "situation_rumour",
    "situation_expectation",
)


class Migration(migrations.Migration):
    dependencies = [("situation", "0001_what_was_told")]
    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM dodomu_app",
            f"GRANT UPDATE, DELETE ON {table} TO dodomu_app",
        )
        for table in TABLES
    ]

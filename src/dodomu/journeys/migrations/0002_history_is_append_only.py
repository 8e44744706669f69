"""What was told and what was changed is added to, never rewritten: the application's role has no right to."""

from django.db import migrations

TABLES = (
    "journeys_legchange",
    "journeys_eligibility",
    "journeys_offeranswer",
)


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_ways_plans_and_offers")]
    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM dodomu_app",
            f"GRANT UPDATE, DELETE ON {table} TO dodomu_app",
        )
        for table in TABLES
    ]

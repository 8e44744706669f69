"""Nobody who uses the application can rewrite the trace."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_crises_officers_and_news")]
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON foundation_traceentry FROM dodomu_app",
            "GRANT UPDATE, DELETE ON foundation_traceentry TO dodomu_app",
        )
    ]

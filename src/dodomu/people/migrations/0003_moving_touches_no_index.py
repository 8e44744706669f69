"""Where people stand is in no index, and pages keep room for the next standing: moving somebody rewrites one row only.

A table that is full already gains as its rows are moved; nothing is rewritten here.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_history_is_append_only")]
    operations = [
        migrations.RemoveIndex(model_name="person", name="person_stands"),
        migrations.AlterField(
            model_name="person",
            name="account_place",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundation.place",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE people_person SET (fillfactor = 85)", "ALTER TABLE people_person RESET (fillfactor)"
        ),
    ]

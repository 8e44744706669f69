"""Codes that were told to somebody before another had to be drawn for them still find them."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_moving_touches_no_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="former_references",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=9), blank=True, default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("former_references", []), _negated=True),
                fields=["crisis"],
                name="person_former_codes",
            ),
        ),
    ]

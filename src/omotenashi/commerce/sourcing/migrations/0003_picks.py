# SPDX-License-Identifier: Apache-2.0
"""How many lines were given to a place, and when."""

import django.db.models.deletion
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    dependencies = [("sourcing", "0002_promises")]
    operations = [
        migrations.CreateModel(
            name="Pick",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("location_id", models.UUIDField()),
                ("lines", models.IntegerField()),
                ("decided_at", models.DateTimeField()),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="sourcing.decision"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["location_id", "decided_at"], name="sourcing_picks_of")]},
        ),
    ]

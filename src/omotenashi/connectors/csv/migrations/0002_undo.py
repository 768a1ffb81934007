# SPDX-License-Identifier: Apache-2.0
"""What a run created, and whether it was undone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("csv", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="made_in",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(model_name="run", name="numbers_failed_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="run", name="undo_plan", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="run", name="undo_started_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="run",
            name="undone",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="run",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Made",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("thing", models.CharField(max_length=20)),
                ("origin", models.TextField()),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="creations", to="csv.run"
                    ),
                ),
            ],
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The tables of insight."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("finished_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(null=True)),
                ("rows", models.BigIntegerField(default=0)),
                ("months", models.IntegerField(default=0)),
                ("error", models.TextField(default="")),
            ],
            options={
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                ("orders", models.IntegerField()),
                ("sales", models.BigIntegerField()),
                ("sales_year", models.BigIntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("channels", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("r", models.SmallIntegerField()),
                ("f", models.SmallIntegerField()),
                ("m", models.SmallIntegerField()),
                ("rank", models.TextField()),
                ("as_of", models.DateField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-sales", "person_id"], name="insight_score_sales"),
                    models.Index(fields=["-last_day", "person_id"], name="insight_score_last"),
                    models.Index(fields=["-orders", "person_id"], name="insight_score_orders"),
                ],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The tables of csv."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Layout",
            fields=[
                ("signature", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("choices", models.JSONField()),
                ("used_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("origin", models.TextField()),
                ("key", models.TextField()),
                ("name", models.TextField()),
                ("parent", models.TextField(blank=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("origin", "key"), name="csv_category_once")],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("file_name", models.TextField()),
                ("file_hash", models.CharField(max_length=64)),
                ("file_size", models.BigIntegerField()),
                ("choices", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField()),
                ("previewed_at", models.DateTimeField(null=True)),
                ("preview", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failure", models.JSONField(default=dict)),
                ("rows_read", models.BigIntegerField(default=0)),
                ("rows_created", models.BigIntegerField(default=0)),
                ("rows_updated", models.BigIntegerField(default=0)),
                ("rows_unchanged", models.BigIntegerField(default=0)),
                ("rows_refused", models.BigIntegerField(default=0)),
                ("made", models.JSONField(default=dict)),
                ("warnings", models.JSONField(default=list)),
                ("made_in", models.BigIntegerField(null=True)),
                ("numbers_failed_at", models.DateTimeField(null=True)),
                ("undo_plan", models.JSONField(default=dict)),
                ("undo_started_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone", models.JSONField(default=dict)),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replays",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replayed_by",
                        to="csv.run",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at", None),
                            (
                                "rows_read",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("rows_created"), "+", models.F("rows_updated")
                                        ),
                                        "+",
                                        models.F("rows_unchanged"),
                                    ),
                                    "+",
                                    models.F("rows_refused"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="csv_run_adds_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RefusedRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("column", models.TextField(blank=True)),
                ("value", models.TextField(blank=True)),
                ("params", models.JSONField(default=dict)),
                ("cells", models.JSONField(null=True)),
                ("raw", models.TextField(blank=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="refused", to="csv.run"
                    ),
                ),
            ],
            options={
                "ordering": ["run", "row"],
                "indexes": [models.Index(fields=["run", "row"], name="csv_refused_by_run")],
            },
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

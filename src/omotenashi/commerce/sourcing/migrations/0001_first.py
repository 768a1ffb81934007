# SPDX-License-Identifier: Apache-2.0
"""Strategies and decisions."""

import django.contrib.postgres.fields
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StrategyVersion",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("rules", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("costs", models.JSONField(default=dict)),
                ("used_since", models.DateTimeField(unique=True)),
            ],
            options={
                "ordering": ["-used_since"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("order_id", models.UUIDField()),
                ("version", models.IntegerField()),
                ("strategy", models.JSONField()),
                ("asked", models.JSONField()),
                ("candidates", models.JSONField()),
                ("chosen", models.JSONField()),
                ("is_exact", models.BooleanField()),
                ("reason", models.TextField(default="")),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["decided_at"], name="sourcing_decided")],
                "constraints": [
                    models.UniqueConstraint(fields=("order_id", "version"), name="sourcing_one_decision_per_version")
                ],
            },
        ),
    ]

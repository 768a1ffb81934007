# SPDX-License-Identifier: Apache-2.0
"""The tables of timeline."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "received_at", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("id", models.UUIDField()),
                ("received_at", models.DateTimeField()),
                ("message_id", models.TextField()),
                ("type", models.TextField()),
                ("name", models.TextField()),
                ("node_id", models.UUIDField()),
                ("others", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField())),
                ("original_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("tells", models.BooleanField(default=False)),
                ("props", models.JSONField()),
                ("context", models.JSONField()),
            ],
            options={
                "db_table": "timeline_entry",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("moved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("write_key", models.TextField(null=True, unique=True)),
                ("shared_device", models.BooleanField(default=False)),
                (
                    "allowed_origins",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
                ),
                ("orders_authoritative", models.BooleanField(default=False)),
                ("rate_limit", models.IntegerField(default=1000)),
                ("bearer_hash", models.BinaryField(max_length=32, null=True)),
                ("bearer_only", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Rejected",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("detail", models.TextField()),
                ("raw", models.TextField()),
                ("replayed_at", models.DateTimeField(null=True)),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="timeline.source")),
            ],
            options={
                "indexes": [models.Index(fields=["source", "-received_at"], name="timeline_rejected_newest")],
            },
        ),
        migrations.CreateModel(
            name="SourceHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("entries", models.BigIntegerField(default=0)),
                ("repeats", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="timeline.source")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "hour"), name="timeline_one_count_an_hour")],
            },
        ),
    ]

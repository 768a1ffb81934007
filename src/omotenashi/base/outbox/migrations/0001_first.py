# SPDX-License-Identifier: Apache-2.0
"""The tables of outbox."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("payload", models.JSONField()),
                (
                    "published_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handler", models.TextField()),
                ("tries", models.PositiveIntegerField(db_default=0)),
                ("next_try_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("error", models.TextField(db_default="")),
                (
                    "event",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="outbox.event"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["handler", "next_try_at", "id"], name="outbox_delivery_due")],
                "constraints": [models.UniqueConstraint(fields=("event", "handler"), name="outbox_once_per_handler")],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The table of answered requests."""

import django.db.models.functions.datetime
from django.db import migrations, models

from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.TextField()),
                ("key", models.TextField()),
                ("body_hash", models.BinaryField(max_length=32)),
                ("state", models.PositiveSmallIntegerField()),
                ("response", models.TextField()),
                (
                    "answered_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "key"), name="idempotency_one_per_key")],
            },
        ),
    ]

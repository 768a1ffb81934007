# SPDX-License-Identifier: Apache-2.0
"""The tombstones of erased persons."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

import omotenashi.base.ids

# While the migrations before this one are being built side by side, the newest of them is the one to follow.
BEFORE = max(path.stem for path in Path(__file__).parent.glob("000[0-4]_*.py"))


class Migration(migrations.Migration):
    dependencies = [("customers", BEFORE), ("outbox", "0003_erasing")]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("person_id", models.UUIDField(unique=True)),
                ("node_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("erased_at", models.DateTimeField()),
                ("erased_by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("traces", models.JSONField(default=list)),
                ("emptied", models.JSONField(default=dict)),
                ("swept_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["-erased_at", "id"]},
        ),
    ]

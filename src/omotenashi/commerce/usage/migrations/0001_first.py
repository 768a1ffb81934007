# SPDX-License-Identifier: Apache-2.0
"""The table of usage."""

import django.db.models.deletion
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_first"),
        ("customers", "0002_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("progress", models.FloatField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "node",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.node",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("node", "product", "kind"), name="usage_one_progress"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("read", "watched", "used", "opened")), ("progress__range", (0, 1))
                        ),
                        name="usage_within",
                    ),
                ],
            },
        ),
    ]

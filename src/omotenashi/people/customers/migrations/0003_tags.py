# SPDX-License-Identifier: Apache-2.0
"""Tags of the house."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tagging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.TextField()),
                ("source", models.TextField()),
                ("put_at", models.DateTimeField()),
                ("taken_off_at", models.DateTimeField(null=True)),
                (
                    "node",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.node",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("taken_off_at", None)), fields=["tag"], name="customers_tagged")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_off_at", None)), fields=("node", "tag"), name="customers_tagged_once"
                    )
                ],
            },
        ),
    ]

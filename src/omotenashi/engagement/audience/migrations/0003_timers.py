# SPDX-License-Identifier: Apache-2.0
"""When conditions may turn for whom, and as of which moment persons were judged last."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audience", "0002_promises"),
    ]

    operations = [
        migrations.AddField(
            model_name="segment",
            name="judged_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="SegmentTimer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.UUIDField()),
                ("flips_at", models.DateTimeField()),
                (
                    "segment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timers",
                        to="audience.segment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["flips_at"], name="audience_timer_due"),
                    models.Index(fields=["segment"], name="audience_timer_segment"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person_id", "segment"), name="audience_one_timer_of_a_pair")
                ],
            },
        ),
    ]

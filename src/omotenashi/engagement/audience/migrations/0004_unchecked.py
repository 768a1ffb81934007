# SPDX-License-Identifier: Apache-2.0
"""Members and timers are written without a check of their segment, which is never deleted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audience", "0003_timers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="segment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="audience.segment",
            ),
        ),
        migrations.AlterField(
            model_name="segmenttimer",
            name="segment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="timers",
                to="audience.segment",
            ),
        ),
    ]

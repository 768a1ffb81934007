# SPDX-License-Identifier: Apache-2.0
"""A link that opens one order once, sent by mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_promises"),
    ]

    operations = [
        migrations.AlterField(
            model_name="challenge",
            name="kind",
            field=models.CharField(
                choices=[("opt_in", "Opt In"), ("manage", "Manage"), ("case", "Case"), ("order", "Order")], max_length=8
            ),
        ),
    ]

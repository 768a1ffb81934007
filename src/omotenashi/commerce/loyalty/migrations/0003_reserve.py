# SPDX-License-Identifier: Apache-2.0
"""What all tills together may give out offline is held beforehand (ADR 0036)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0002_promises"),
    ]

    operations = [
        migrations.AddField(
            model_name="tillallowance",
            name="closed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="TillReserve",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("held", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="loyalty_one_reserve"),
                    models.CheckConstraint(condition=models.Q(("held__gte", 0)), name="loyalty_reserve_not_negative"),
                ],
            },
        ),
    ]

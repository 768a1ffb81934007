# SPDX-License-Identifier: Apache-2.0
"""Tries to claim a receipt."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_promises"), ("customers", "0002_promises")]
    operations = [
        migrations.CreateModel(
            name="ClaimTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("outcome", models.TextField()),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.node",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="orders.order",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["member", "-at"], name="orders_claims_of_member")]},
        ),
    ]

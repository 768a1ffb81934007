# SPDX-License-Identifier: Apache-2.0
"""定期: contracts and what they sent, with the mark of change that the lake reads along."""

import django.db.models.deletion
from django.db import migrations, models

from omotenashi.base.promises import mark


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_promises"),
        ("locations", "0003_service"),
        ("orders", "0005_credits_by_time"),
        ("outbox", "0002_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("origin", models.TextField()),
                ("number", models.TextField()),
                ("medium", models.TextField(default="")),
                ("product", models.TextField()),
                ("every_days", models.IntegerField()),
                ("began_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("changed_in", models.BigIntegerField(db_index=True)),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="locations.channel"
                    ),
                ),
                ("node", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="customers.node")),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cycle", models.IntegerField()),
                ("shipped_at", models.DateTimeField()),
                ("order_number", models.TextField(default="")),
                (
                    "subscription",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="orders.subscription",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=("origin", "number"), name="orders_one_subscription"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("every_days__gt", 0)), name="orders_subscription_sends"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("subscription", "cycle"), name="orders_one_delivery"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(condition=models.Q(("cycle__gt", 0)), name="orders_cycles_from_one"),
        ),
        migrations.RunSQL(mark("orders_subscription"), migrations.RunSQL.noop),
    ]

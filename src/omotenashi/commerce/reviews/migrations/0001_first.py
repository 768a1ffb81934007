# SPDX-License-Identifier: Apache-2.0
"""The table of reviews."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_first"),
        ("customers", "0001_first"),
        ("orders", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("rating", models.IntegerField()),
                ("text", models.TextField()),
                ("name", models.TextField(default="")),
                ("state", models.TextField(default="waiting")),
                ("reason", models.TextField(default="")),
                ("written_at", models.DateTimeField()),
                ("shown_at", models.DateTimeField(null=True)),
                ("hidden_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.product",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.variant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "shown")), fields=["product", "-written_at"], name="reviews_shown"
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["written_at"], name="reviews_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("node", "product"), name="reviews_one_voice"),
                    models.CheckConstraint(condition=models.Q(("rating__range", (1, 5))), name="reviews_one_to_five"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "shown", "hidden"))), name="reviews_state"
                    ),
                ],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Baskets, settlements, terms of sale."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("catalogue", "0001_first"),
        ("customers", "0001_first"),
        ("locations", "0001_first"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="TermsVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("settings", models.JSONField(default=dict)),
                ("used_since", models.DateTimeField(unique=True)),
            ],
            options={
                "ordering": ["-used_since"],
            },
        ),
        migrations.CreateModel(
            name="Basket",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("ordered", "Ordered"),
                            ("merged", "Merged"),
                            ("abandoned", "Abandoned"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("coupons", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("points", models.BigIntegerField(default=0)),
                ("order_id", models.UUIDField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("channel", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="locations.channel")),
                (
                    "node",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="locations.location",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["changed_at"], name="checkout_open_baskets"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("node__isnull", False), ("state", "open")),
                        fields=("node",),
                        name="checkout_one_open_basket",
                    ),
                    models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="checkout_points_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BasketLine",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("quantity", models.IntegerField()),
                ("mode", models.CharField(default="ship", max_length=10)),
                ("added_at", models.DateTimeField()),
                (
                    "basket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="checkout.basket"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="locations.location",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("basket", "variant", "mode", "location"), name="checkout_one_line", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__range", (1, 999))), name="checkout_sane_quantity"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("intent_id", models.UUIDField(unique=True)),
                ("key", models.TextField(unique=True)),
                ("points", models.BigIntegerField(default=0)),
                ("coupons", models.JSONField(default=list)),
                ("earned", models.JSONField(default=dict)),
                ("placed_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("given_up_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(default="")),
                (
                    "basket",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="checkout.basket"
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", True), ("given_up_at__isnull", True)),
                        fields=["lapses_at"],
                        name="checkout_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("given_up_at__isnull", True),
                            ("given_up_at__gt", models.F("confirmed_at")),
                            _connector="OR",
                        ),
                        name="checkout_confirmed_before_given_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TillSale",
            fields=[
                ("sale_id", models.UUIDField(primary_key=True, serialize=False)),
                ("terminal", models.TextField()),
                ("sequence", models.BigIntegerField()),
                ("order_id", models.UUIDField(null=True, unique=True)),
                ("offline", models.BooleanField(default=False)),
                ("content", models.BinaryField(max_length=32)),
                ("sold_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("result", models.JSONField(default=dict)),
                ("differences", models.JSONField(default=list)),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="locations.location"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shop", "terminal", "sequence"), name="checkout_one_sale_per_number"
                    ),
                    models.CheckConstraint(condition=models.Q(("sequence__gt", 0)), name="checkout_sequence_from_one"),
                ],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Baskets, settlements, terms of sale."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0004_folded"),
        ("customers", "0007_cards"),
        ("locations", "0003_what_places_can"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        ),
        migrations.AddIndex(
            model_name="basket",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["changed_at"], name="checkout_open_baskets"
            ),
        ),
        migrations.AddConstraint(
            model_name="basket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("node__isnull", False), ("state", "open")),
                fields=("node",),
                name="checkout_one_open_basket",
            ),
        ),
        migrations.AddConstraint(
            model_name="basket",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0)), name="checkout_points_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="basketline",
            constraint=models.UniqueConstraint(
                fields=("basket", "variant", "mode", "location"), name="checkout_one_line", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="basketline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__range", (1, 999))), name="checkout_sane_quantity"
            ),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", True), ("given_up_at__isnull", True)),
                fields=["lapses_at"],
                name="checkout_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at__isnull", True),
                    ("given_up_at__isnull", True),
                    ("given_up_at__gt", models.F("confirmed_at")),
                    _connector="OR",
                ),
                name="checkout_confirmed_before_given_up",
            ),
        ),
    ]

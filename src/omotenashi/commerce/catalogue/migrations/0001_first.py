# SPDX-License-Identifier: Apache-2.0
"""The tables of catalogue."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("customers", "0001_first"),
        ("locations", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="PriceList",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField(default="")),
                ("customer_group", models.TextField(db_default="", default="")),
                ("currency", models.CharField(default="JPY", max_length=3)),
                ("tax_included", models.BooleanField(default=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                ("priority", models.IntegerField(default=0)),
                (
                    "channel",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="locations.channel"),
                ),
            ],
            options={
                "ordering": ["-priority", "code"],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField(default="")),
                ("brand", models.TextField(default="")),
                ("category", models.TextField(default="")),
                ("images", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("published_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("tokens", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("folded", models.TextField(db_default="", default="")),
                ("changed_in", models.BigIntegerField(db_index=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["tokens"], name="catalogue_product_tokens")
                ],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("sku", models.TextField(unique=True)),
                ("name", models.TextField(default="")),
                ("barcodes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("options", models.JSONField(default=dict)),
                ("tax_rate", models.IntegerField(default=10)),
                ("price", models.BigIntegerField(null=True)),
                ("cost", models.BigIntegerField(null=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="variants", to="catalogue.product"
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["barcodes"], name="catalogue_variant_barcodes")
                ],
            },
        ),
        migrations.CreateModel(
            name="RestockRequest",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "location",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="locations.location"),
                ),
                ("node", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="customers.node")),
                ("variant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.variant")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("told_at", None)),
                        fields=("node", "variant", "location"),
                        name="catalogue_one_restock_request",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceSlot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("min_quantity", models.IntegerField(default=1)),
                ("list", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.pricelist")),
                (
                    "variant",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="catalogue.variant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("variant", "list", "min_quantity"), name="catalogue_one_slot"),
                    models.CheckConstraint(condition=models.Q(("min_quantity__gte", 1)), name="catalogue_slot_of_some"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("wished_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "node",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="customers.node"),
                ),
                ("variant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.variant")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)), fields=("node", "variant"), name="catalogue_one_wish"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField()),
                ("valid", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="catalogue.priceslot"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="catalogue_price_not_negative"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("slot"), models.F("slot"), models.Value("[]"), function="int8range"
                                ),
                                "&&",
                            ),
                            ("valid", "&&"),
                        ],
                        name="catalogue_one_price_at_a_time",
                    ),
                ],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The tables of orders."""

import django.db.models.deletion
import django.db.models.functions.datetime
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
            name="Order",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(unique=True)),
                ("key", models.TextField(null=True)),
                ("origin", models.TextField()),
                ("number", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("placed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("goods_total", models.BigIntegerField()),
                ("discount_total", models.BigIntegerField(default=0)),
                ("coupon_total", models.BigIntegerField(default=0)),
                ("shipping_total", models.BigIntegerField(default=0)),
                ("shipping_rate", models.IntegerField(db_default=10, default=10)),
                ("tax_total", models.BigIntegerField(default=0)),
                ("cost_total", models.BigIntegerField(default=0)),
                ("points_used", models.BigIntegerField(default=0)),
                ("returned_total", models.BigIntegerField(default=0)),
                ("returned_tax", models.BigIntegerField(default=0)),
                ("returned_cost", models.BigIntegerField(default=0)),
                ("line_count", models.IntegerField(default=0)),
                ("medium", models.TextField(default="")),
                ("country", models.TextField(default="")),
                ("content", models.BinaryField(max_length=16)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("changed_in", models.BigIntegerField(db_index=True)),
                ("channel", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="locations.channel")),
                (
                    "location",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="locations.location"),
                ),
                (
                    "node",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="customers.node"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["node", "-placed_at"], name="orders_of_node"),
                    models.Index(fields=["-placed_at", "id"], name="orders_newest"),
                    models.Index(fields=["number"], name="orders_by_number"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("origin", "number"), name="orders_one_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("key__isnull", False)), fields=("key",), name="orders_one_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("owner", models.TextField(unique=True)),
                ("last_number", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CodeTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asker", models.BinaryField(max_length=16)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["asker", "-at"], name="orders_tries_of_asker")],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="confirmation",
                        serialize=False,
                        to="orders.order",
                    ),
                ),
                ("items", models.JSONField()),
                ("hash", models.BinaryField(max_length=32)),
                ("shown_at", models.DateTimeField()),
            ],
        ),
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
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="orders.order"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["member", "-at"], name="orders_claims_of_member")],
            },
        ),
        migrations.CreateModel(
            name="AccessCode",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("purpose", models.TextField()),
                ("code_hash", models.BinaryField(max_length=32, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="orders.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(choices=[("buyer", "Buyer"), ("recipient", "Recipient")], max_length=10)),
                ("name", models.TextField(default="")),
                ("kana", models.TextField(default="")),
                ("mail", models.TextField(default="")),
                ("phone", models.TextField(default="")),
                ("postal_code", models.TextField(default="")),
                ("prefecture", models.TextField(default="")),
                ("address", models.TextField(default="")),
                ("note", models.TextField(default="")),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("order", "role"), name="orders_one_contact")],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("placed", "Placed"),
                            ("confirmed", "Confirmed"),
                            ("handed_over", "Handed Over"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("lines_cancelled", "Lines Cancelled"),
                            ("taken_back", "Taken Back"),
                            ("document_issued", "Document Issued"),
                            ("changed", "Changed"),
                            ("noted", "Noted"),
                        ],
                        max_length=20,
                    ),
                ),
                ("actor", models.TextField(default="")),
                ("data", models.JSONField(default=dict)),
                ("key", models.TextField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["order", "id"], name="orders_log_of_order")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key__isnull", False)), fields=("key",), name="orders_one_log_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(null=True)),
                ("key", models.TextField()),
                ("sku", models.TextField()),
                ("name", models.TextField(default="")),
                (
                    "kind",
                    models.CharField(
                        choices=[("goods", "Goods"), ("shipping", "Shipping"), ("gift", "Gift")],
                        default="goods",
                        max_length=10,
                    ),
                ),
                ("quantity", models.IntegerField()),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=18)),
                ("amount", models.BigIntegerField()),
                ("discount", models.BigIntegerField(default=0)),
                ("coupon", models.BigIntegerField(default=0)),
                ("points", models.BigIntegerField(db_default=0, default=0)),
                ("tax_rate", models.IntegerField(default=10)),
                ("cost", models.BigIntegerField(default=0)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("carry_out", "Carry Out"),
                            ("ship", "Ship"),
                            ("pickup", "Pickup"),
                            ("try_on", "Try On"),
                            ("order_in", "Order In"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                ("cancelled", models.IntegerField(db_default=0, default=0)),
                ("handed", models.IntegerField(db_default=0, default=0)),
                ("returned", models.IntegerField(db_default=0, default=0)),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.order",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.variant",
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="locations.location",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "key"), name="orders_one_line_key"),
                    models.UniqueConstraint(
                        condition=models.Q(("uid__isnull", False)), fields=("uid",), name="orders_one_line_uid"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("uid__isnull", True),
                            models.Q(
                                ("cancelled__gte", 0),
                                ("handed__lte", models.F("quantity")),
                                ("quantity__gte", 0),
                                ("returned__gte", 0),
                                ("returned__lte", models.F("handed")),
                            ),
                            _connector="OR",
                        ),
                        name="orders_returned_handed_ordered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(unique=True)),
                ("key", models.TextField(null=True)),
                ("origin", models.TextField()),
                ("number", models.TextField()),
                ("returned_at", models.DateTimeField()),
                ("amount", models.BigIntegerField()),
                ("tax", models.BigIntegerField(default=0)),
                ("cost", models.BigIntegerField(default=0)),
                ("country", models.TextField(default="")),
                ("content", models.BinaryField(max_length=16)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("changed_in", models.BigIntegerField(db_index=True)),
                ("channel", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="locations.channel")),
                (
                    "location",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="locations.location"),
                ),
                ("node", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="customers.node")),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("origin", "number"), name="orders_one_return_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("key__isnull", False)), fields=("key",), name="orders_one_return_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attribution",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "touch",
                    models.CharField(
                        choices=[
                            ("till", "Till"),
                            ("styling", "Styling"),
                            ("chat", "Chat"),
                            ("link", "Link"),
                            ("store_qr", "Store Qr"),
                            ("call", "Call"),
                            ("web", "Web"),
                        ],
                        max_length=10,
                    ),
                ),
                ("share", models.IntegerField()),
                ("quantity", models.IntegerField()),
                ("amount", models.BigIntegerField()),
                ("evidence", models.JSONField(default=dict)),
                ("window_days", models.IntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="locations.location"
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="orders.attribution",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="orders.order",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credits", to="orders.orderline"
                    ),
                ),
                (
                    "because",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.return",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["order"], name="orders_credits_of_order"),
                    models.Index(fields=["staff", "-at"], name="orders_credits_of_staff"),
                    models.Index(fields=["location", "-at"], name="orders_credits_of_place"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 10000)), name="orders_share_of_a_whole"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quantity__gte", 0), ("reverses__isnull", True)),
                            models.Q(("quantity__lte", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="orders_reversal_is_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField()),
                ("sku", models.TextField()),
                ("name", models.TextField(default="")),
                ("quantity", models.IntegerField()),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=18)),
                ("amount", models.BigIntegerField()),
                ("discount", models.BigIntegerField(db_default=0, default=0)),
                ("coupon", models.BigIntegerField(db_default=0, default=0)),
                ("points", models.BigIntegerField(db_default=0, default=0)),
                (
                    "of",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.return",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="back",
                        to="orders.orderline",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("order_line__isnull", False)),
                        fields=["order_line"],
                        name="orders_back_of_line",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("of", "key"), name="orders_one_return_line_key")],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("simplified_invoice", "Simplified"),
                            ("invoice", "Invoice"),
                            ("return_invoice", "Return"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("registration_no", models.TextField(default="")),
                ("issuer", models.TextField(default="")),
                ("recipient", models.TextField(default="")),
                ("issued_at", models.DateTimeField(db_index=True)),
                ("supplied_at", models.DateTimeField()),
                ("currency", models.CharField(max_length=3)),
                ("lines", models.JSONField()),
                ("rates", models.JSONField()),
                ("total", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("rounding", models.CharField(max_length=10)),
                ("key", models.TextField(unique=True)),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="orders.order",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="orders.document",
                    ),
                ),
                (
                    "of_return",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="orders.return",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="orders.series"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "number"), name="orders_one_document_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxPolicy",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                (
                    "rounding",
                    models.CharField(
                        choices=[("floor", "Floor"), ("half_up", "Half Up"), ("ceiling", "Ceiling")],
                        default="floor",
                        max_length=10,
                    ),
                ),
                ("returns_exempt_below", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("only", True)), name="orders_one_policy")],
            },
        ),
    ]

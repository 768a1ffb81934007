# SPDX-License-Identifier: Apache-2.0
"""Fulfilments and their journal, try-on holds, returns, policies. The journal is never rewritten."""

import django.db.models.deletion
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration
from omotenashi.base.promises import keep


class Migration(FirstMigration):
    dependencies = [
        ("catalogue", "0001_first"),
        ("customers", "0001_first"),
        ("locations", "0001_first"),
        ("orders", "0001_first"),
        ("outbox", "0002_functions"),
        ("stock", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
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
            name="Fulfilment",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("state", models.TextField(default="planned")),
                ("due_at", models.DateTimeField()),
                ("collect_by", models.DateTimeField(null=True)),
                ("planned_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("rejected_at", models.DateTimeField(null=True)),
                ("picking_at", models.DateTimeField(null=True)),
                ("packed_at", models.DateTimeField(null=True)),
                ("ready_at", models.DateTimeField(null=True)),
                ("collected_at", models.DateTimeField(null=True)),
                ("no_show_at", models.DateTimeField(null=True)),
                ("returned_to_stock_at", models.DateTimeField(null=True)),
                ("shipped_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("lost_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(default="")),
                ("code_hash", models.BinaryField(max_length=32, null=True)),
                ("issue", models.IntegerField(default=0)),
                ("proxy_hash", models.BinaryField(max_length=32, null=True)),
                ("proxy_until", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("handed_to", models.TextField(default="")),
                ("carrier", models.TextField(default="")),
                ("tracking", models.TextField(default="")),
                ("transfer_id", models.UUIDField(null=True)),
                ("unserved_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "destination",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="locations.location",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="locations.location",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fulfilments", to="orders.order"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="fulfilment.fulfilment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["planned", "accepted", "picking", "packed", "ready"])),
                        fields=["location", "due_at"],
                        name="fulfilment_board",
                    ),
                    models.Index(
                        condition=models.Q(("state", "ready")), fields=["collect_by"], name="fulfilment_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("ship", "pickup", "ship_to_store"))), name="fulfilment_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "planned",
                                    "accepted",
                                    "picking",
                                    "packed",
                                    "ready",
                                    "no_show",
                                    "shipped",
                                    "rejected",
                                    "collected",
                                    "returned_to_stock",
                                    "delivered",
                                    "lost",
                                    "cancelled",
                                ),
                            )
                        ),
                        name="fulfilment_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destination__isnull", False), ("kind", "ship_to_store")),
                            models.Q(("kind", "ship_to_store"), _negated=True),
                            _connector="OR",
                        ),
                        name="fulfilment_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FulfilmentLine",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("line", models.UUIDField(db_index=True)),
                ("planned", models.IntegerField()),
                ("quantity", models.IntegerField()),
                ("unserved", models.IntegerField(default=0)),
                (
                    "allocation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stock.allocation"
                    ),
                ),
                (
                    "fulfilment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="fulfilment.fulfilment"
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned__gt", 0),
                            ("quantity__gte", 0),
                            ("quantity__lte", models.F("planned")),
                            ("unserved__gte", 0),
                        ),
                        name="fulfilment_line_counts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GoodsReturn",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("state", models.TextField(default="requested")),
                ("reason", models.TextField(default="")),
                ("note", models.TextField(default="")),
                ("requested_by", models.TextField(default="")),
                ("requested_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                ("inspected_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("return_id", models.UUIDField(null=True)),
                ("number", models.TextField(default="")),
                ("amount", models.BigIntegerField(default=0)),
                ("refunded", models.BigIntegerField(default=0)),
                ("points_back", models.BigIntegerField(default=0)),
                ("points_taken", models.BigIntegerField(default=0)),
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
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "requested_at"], name="fulfilment_returns_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ("requested", "approved", "received", "inspected", "resolved", "declined", "withdrawn"),
                            )
                        ),
                        name="fulfilment_return",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GoodsReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.IntegerField()),
                ("received", models.IntegerField(default=0)),
                ("bucket", models.TextField(default="")),
                ("note", models.TextField(default="")),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="fulfilment.goodsreturn"
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderline",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("of", "order_line"), name="fulfilment_one_return_line"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gt", 0), ("received__gte", 0), ("received__lte", models.F("quantity"))
                        ),
                        name="fulfilment_received_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bucket__in", ["", "on_hand", "damaged", "display", "gone"])),
                        name="fulfilment_return_bucket",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField(default="")),
                ("key", models.TextField(unique=True)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["subject_id", "id"], name="fulfilment_steps")],
            },
        ),
        migrations.CreateModel(
            name="TryOnHold",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("state", models.TextField(default="requested")),
                ("reason", models.TextField(default="")),
                ("expires_at", models.DateTimeField()),
                ("requested_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ready_at", models.DateTimeField(null=True)),
                ("visited_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("no_show_at", models.DateTimeField(null=True)),
                ("expired_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="locations.location"
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["requested", "confirmed", "ready", "visited"])),
                        fields=["location", "expires_at"],
                        name="fulfilment_try_ons_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "requested",
                                    "confirmed",
                                    "ready",
                                    "visited",
                                    "closed",
                                    "declined",
                                    "no_show",
                                    "expired",
                                    "cancelled",
                                ),
                            )
                        ),
                        name="fulfilment_try_on",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TryOnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.IntegerField()),
                ("bought", models.IntegerField(default=0)),
                (
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="fulfilment.tryonhold"
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
                    models.UniqueConstraint(fields=("hold", "variant"), name="fulfilment_one_try_on_line"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bought__gte", 0), ("bought__lte", models.F("quantity")), ("quantity__gt", 0)
                        ),
                        name="fulfilment_bought_held",
                    ),
                ],
            },
        ),
        migrations.RunSQL(keep("fulfilment_step", rows=True), migrations.RunSQL.noop),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The tables of stock."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("catalogue", "0001_first"),
        ("locations", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountRound",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("name", models.TextField(db_default="")),
                ("blind", models.BooleanField(db_default=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "Open"),
                            ("counting", "Counting"),
                            ("review", "Review"),
                            ("posted", "Posted"),
                            ("discarded", "Discarded"),
                        ],
                        db_default="open",
                    ),
                ),
                ("actor", models.TextField(db_default="")),
                ("opened_at", models.DateTimeField()),
                ("counting_at", models.DateTimeField(null=True)),
                ("review_at", models.DateTimeField(null=True)),
                ("posted_at", models.DateTimeField(null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="locations.location")),
            ],
            options={
                "indexes": [models.Index(fields=["location", "-opened_at"], name="stock_round_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "counting", "review", "posted", "discarded"])),
                        name="stock_round_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CountLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("expected_at_freeze", models.IntegerField()),
                ("moved_since", models.IntegerField(db_default=0)),
                ("first", models.IntegerField(null=True)),
                ("first_by", models.TextField(db_default="")),
                ("first_at", models.DateTimeField(null=True)),
                ("second", models.IntegerField(null=True)),
                ("second_by", models.TextField(db_default="")),
                ("second_at", models.DateTimeField(null=True)),
                ("variant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.variant")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="stock.countround"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "variant"), name="stock_counted_once_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second__isnull", True),
                            models.Q(("second_by", models.F("first_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="stock_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("bucket", models.TextField(db_default="on_hand")),
                ("delta", models.IntegerField()),
                ("reason", models.TextField()),
                ("act", models.UUIDField(null=True)),
                ("ref", models.TextField(db_default="")),
                ("actor", models.TextField(db_default="")),
                ("device", models.TextField(db_default="")),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("source", models.TextField()),
                ("source_key", models.TextField()),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="locations.location")),
                ("variant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.variant")),
            ],
            options={
                "indexes": [models.Index(fields=["variant", "location", "-occurred_at"], name="stock_movement_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "source_key"), name="stock_each_movement_once"),
                    models.CheckConstraint(
                        condition=models.Q(("bucket__in", ["on_hand", "damaged", "display", "in_transit"])),
                        name="stock_known_bucket",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[("cart", "Cart"), ("payment", "Payment"), ("try_on", "Try On"), ("staff", "Staff")]
                    ),
                ),
                ("quantity", models.IntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("held", "Held"),
                            ("converted", "Converted"),
                            ("released", "Released"),
                            ("expired", "Expired"),
                        ],
                        db_default="held",
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("owner_type", models.TextField()),
                ("owner_id", models.TextField()),
                ("key", models.TextField()),
                ("line", models.IntegerField()),
                ("held_at", models.DateTimeField()),
                ("converted_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("expired_at", models.DateTimeField(null=True)),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="locations.location",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "held")), fields=["expires_at"], name="stock_reservation_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "held")),
                        fields=["variant", "location"],
                        name="stock_reservation_held",
                    ),
                    models.Index(fields=["owner_id", "owner_type"], name="stock_reservation_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "line"), name="stock_each_reservation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="stock_reservation_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["cart", "payment", "try_on", "staff"])),
                        name="stock_reservation_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["held", "converted", "released", "expired"])),
                        name="stock_reservation_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("quantity", models.IntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "Open"),
                            ("picked", "Picked"),
                            ("taken_out", "Taken Out"),
                            ("released", "Released"),
                        ],
                        db_default="open",
                    ),
                ),
                ("owner_type", models.TextField()),
                ("owner_id", models.TextField()),
                ("key", models.TextField()),
                ("line", models.IntegerField()),
                ("opened_at", models.DateTimeField()),
                ("picked_at", models.DateTimeField(null=True)),
                ("taken_out_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="locations.location",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.variant",
                    ),
                ),
                (
                    "reservation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="stock.reservation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "picked"])),
                        fields=["variant", "location"],
                        name="stock_allocation_open",
                    ),
                    models.Index(fields=["owner_id", "owner_type"], name="stock_allocation_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "line"), name="stock_each_allocation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="stock_allocation_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "picked", "taken_out", "released"])),
                        name="stock_allocation_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shortage",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("quantity", models.IntegerField()),
                ("remaining", models.IntegerField()),
                ("cause", models.TextField(db_default="")),
                ("opened_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "resolution",
                    models.TextField(
                        choices=[
                            ("resourced", "Resourced"),
                            ("refunded", "Refunded"),
                            ("found", "Found"),
                            ("backordered", "Backordered"),
                            ("yielded", "Yielded"),
                        ],
                        db_default="",
                    ),
                ),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="locations.location")),
                ("variant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.variant")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("remaining__gt", 0)),
                        fields=["variant", "location", "id"],
                        name="stock_shortage_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("remaining__gte", 0)),
                        name="stock_shortage_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("remaining", 0), ("resolved_at__isnull", False)),
                            models.Q(("remaining__gt", 0), ("resolved_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="stock_shortage_open_or_resolved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on_hand", models.IntegerField(db_default=0, default=0)),
                ("damaged", models.IntegerField(db_default=0)),
                ("display", models.IntegerField(db_default=0)),
                ("in_transit", models.IntegerField(db_default=0)),
                ("reserved", models.IntegerField(db_default=0)),
                ("allocated", models.IntegerField(db_default=0)),
                ("short", models.IntegerField(db_default=0)),
                ("backorder_limit", models.IntegerField(db_default=0)),
                ("version", models.IntegerField(db_default=0)),
                ("last_counted_at", models.DateTimeField(null=True)),
                ("confidence", models.IntegerField(db_default=95)),
                ("doubt", models.IntegerField(db_default=0)),
                ("count_wanted_at", models.DateTimeField(null=True)),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="locations.location")),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="catalogue.variant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("count_wanted_at__isnull", False)),
                        fields=["location"],
                        name="stock_level_to_count",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("variant", "location"), name="stock_one_level"),
                    models.CheckConstraint(condition=models.Q(("on_hand__gte", 0)), name="stock_never_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("damaged__gte", 0), ("display__gte", 0), ("in_transit__gte", 0)),
                        name="stock_no_bucket_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allocated__gte", 0), ("backorder_limit__gte", 0), ("reserved__gte", 0), ("short__gte", 0)
                        ),
                        name="stock_no_promise_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reserved__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("on_hand"), "+", models.F("short")
                                        ),
                                        "+",
                                        models.F("backorder_limit"),
                                    ),
                                    "-",
                                    models.F("allocated"),
                                ),
                            )
                        ),
                        name="stock_no_oversell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__range", (0, 100))), name="stock_confidence_in_percent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("draft", "Draft"),
                            ("ready", "Ready"),
                            ("in_transit", "In Transit"),
                            ("partly_received", "Partly Received"),
                            ("received", "Received"),
                            ("cancelled", "Cancelled"),
                        ],
                        db_default="draft",
                    ),
                ),
                ("note", models.TextField(db_default="")),
                ("actor", models.TextField(db_default="")),
                ("drafted_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="locations.location"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="locations.location"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-drafted_at"], name="stock_transfer_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("destination")), _negated=True),
                        name="stock_transfer_goes_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "ready", "in_transit", "partly_received", "received", "cancelled"])
                        ),
                        name="stock_transfer_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferLine",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("asked", models.IntegerField()),
                ("sent", models.IntegerField(db_default=0)),
                ("received", models.IntegerField(db_default=0)),
                ("damaged", models.IntegerField(db_default=0)),
                ("owner_type", models.TextField(db_default="")),
                ("owner_id", models.TextField(db_default="")),
                ("allocation_id", models.UUIDField(null=True)),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="stock.transfer"
                    ),
                ),
                ("variant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="catalogue.variant")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("asked__gt", 0)), name="stock_transfer_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(("damaged__gte", 0), ("received__gte", 0), ("sent__gte", 0)),
                        name="stock_transfer_not_negative",
                    ),
                ],
            },
        ),
    ]

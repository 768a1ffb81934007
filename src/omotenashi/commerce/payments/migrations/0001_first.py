# SPDX-License-Identifier: Apache-2.0
"""The tables of payments."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("locations", "0001_first"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="SimulatedCharge",
            fields=[
                ("ref", models.TextField(primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("intent_id", models.UUIDField()),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("captures_later", models.BooleanField()),
                ("outcome", models.TextField(default="")),
                ("return_url", models.TextField(default="")),
                ("status", models.CharField(max_length=16)),
                ("captured", models.BigIntegerField(default=0)),
                ("refunded", models.BigIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Intent",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("order_id", models.UUIDField()),
                ("key", models.TextField(unique=True)),
                ("amount", models.BigIntegerField()),
                ("charge", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("captures_later", models.BooleanField(default=False)),
                ("provider", models.TextField(default="")),
                ("provider_ref", models.TextField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("requires_action", "Requires Action"),
                            ("failed", "Failed"),
                            ("expired", "Expired"),
                            ("authorised", "Authorised"),
                            ("voided", "Voided"),
                            ("captured", "Captured"),
                            ("part_refunded", "Part Refunded"),
                            ("refunded", "Refunded"),
                        ],
                        default="created",
                        max_length=16,
                    ),
                ),
                ("reason", models.TextField(default="")),
                ("captured_amount", models.BigIntegerField(default=0)),
                ("refunded_amount", models.BigIntegerField(default=0)),
                ("expires_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("requires_action_at", models.DateTimeField(null=True)),
                ("authorised_at", models.DateTimeField(null=True)),
                ("captured_at", models.DateTimeField(null=True)),
                ("part_refunded_at", models.DateTimeField(null=True)),
                ("refunded_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("expired_at", models.DateTimeField(null=True)),
                ("voided_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("unwanted_at", models.DateTimeField(null=True)),
                ("unwanted_reason", models.TextField(default="")),
                ("unwanted_key", models.TextField(null=True, unique=True)),
                ("polled_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["order_id"], name="payments_intents_of_order"),
                    models.Index(
                        condition=models.Q(("state__in", ["created", "requires_action", "failed"])),
                        fields=["expires_at"],
                        name="payments_intents_waiting",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("unwanted_at__isnull", False),
                            models.Q(("state__in", ["voided", "refunded"]), _negated=True),
                        ),
                        fields=["unwanted_at"],
                        name="payments_intents_unwanted",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("order_id",),
                        name="payments_one_intent_at_a_time",
                    ),
                    models.UniqueConstraint(fields=("provider", "provider_ref"), name="payments_one_intent_per_ref"),
                    models.CheckConstraint(
                        condition=models.Q(("charge__gte", 0), ("charge__lte", models.F("amount"))),
                        name="payments_charge_in_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_amount__gte", 0), ("refunded_amount__lte", models.F("captured_amount"))
                        ),
                        name="payments_refunded_in_captured",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("terminal", models.TextField()),
                ("number", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("opened_at", models.DateTimeField()),
                ("opening", models.JSONField()),
                ("opening_amount", models.BigIntegerField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("counted", models.JSONField(null=True)),
                ("counted_amount", models.BigIntegerField(null=True)),
                ("expected_amount", models.BigIntegerField(null=True)),
                ("difference", models.BigIntegerField(null=True)),
                ("note", models.TextField(default="")),
                ("open_key", models.TextField(unique=True)),
                ("close_key", models.TextField(null=True, unique=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="locations.location")),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("location", "terminal"),
                        name="payments_one_open_shift",
                    ),
                    models.UniqueConstraint(
                        fields=("location", "terminal", "number"), name="payments_one_shift_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None),
                            (
                                "counted_amount",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("expected_amount"), "+", models.F("difference")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="payments_shift_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CashEntry",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "Opening"),
                            ("sale", "Sale"),
                            ("refund", "Refund"),
                            ("pay_in", "Pay In"),
                            ("pay_out", "Pay Out"),
                            ("difference", "Difference"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("reason", models.TextField(default="")),
                ("ref", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("key", models.TextField(unique=True)),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="payments.shift"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SimulatedRefund",
            fields=[
                ("ref", models.TextField(primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("refund_id", models.TextField()),
                ("amount", models.BigIntegerField()),
                ("status", models.CharField(max_length=10)),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refunds",
                        to="payments.simulatedcharge",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SimulatedWebhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField()),
                ("due_at", models.DateTimeField(db_index=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)), fields=["due_at"], name="payments_simulated_due"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tender",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("card", "Card"),
                            ("cash", "Cash"),
                            ("card_terminal", "Card Terminal"),
                            ("qr", "Qr"),
                            ("points", "Points"),
                            ("gift_card", "Gift Card"),
                            ("store_credit", "Store Credit"),
                        ],
                        max_length=14,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("ref", models.TextField(default="")),
                ("received", models.BigIntegerField(null=True)),
                ("refunded", models.BigIntegerField(default=0)),
                ("key", models.TextField(unique=True)),
                ("created_at", models.DateTimeField()),
                (
                    "intent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tenders", to="payments.intent"
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenders",
                        to="payments.shift",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payments_tender_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("refunded__gte", 0), ("refunded__lte", models.F("amount"))),
                        name="payments_refunds_in_tender",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received", None), ("received__gte", models.F("amount")), _connector="OR"),
                        name="payments_cash_is_enough",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("request_key", models.TextField(db_index=True)),
                ("key", models.TextField(unique=True)),
                (
                    "to_kind",
                    models.CharField(
                        choices=[
                            ("card", "Card"),
                            ("cash", "Cash"),
                            ("card_terminal", "Card Terminal"),
                            ("qr", "Qr"),
                            ("points", "Points"),
                            ("gift_card", "Gift Card"),
                            ("store_credit", "Store Credit"),
                        ],
                        max_length=14,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("reason", models.TextField(default="")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("done", "Done"), ("failed", "Failed")],
                        default="asked",
                        max_length=6,
                    ),
                ),
                ("ref", models.TextField(default="")),
                ("provider_ref", models.TextField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failure", models.TextField(default="")),
                (
                    "intent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="payments.intent"
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="payments.shift",
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="payments.tender"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payments_refund_positive")
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentEvent",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("provider", models.TextField()),
                ("provider_event_id", models.TextField()),
                ("kind", models.CharField(max_length=16)),
                ("amount", models.BigIntegerField(null=True)),
                ("currency", models.CharField(default="", max_length=3)),
                ("refund_ref", models.TextField(default="")),
                ("raw", models.JSONField(default=dict)),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "intent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="payments.intent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("provider", "provider_event_id"), name="payments_each_event_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderCall",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("merchant", models.TextField()),
                ("idempotency_key", models.TextField()),
                (
                    "operation",
                    models.CharField(
                        choices=[
                            ("create", "Create"),
                            ("confirm", "Confirm"),
                            ("capture", "Capture"),
                            ("void", "Void"),
                            ("refund", "Refund"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("details", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("answered_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("error", models.TextField(default="")),
                (
                    "intent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="payments.intent"
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="payments.refund",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None), ("refused_at", None)),
                        fields=["next_try_at"],
                        name="payments_calls_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "idempotency_key"), name="payments_each_call_once")
                ],
            },
        ),
    ]

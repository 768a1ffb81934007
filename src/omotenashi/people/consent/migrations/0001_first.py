# SPDX-License-Identifier: Apache-2.0
"""The tables of consent."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("customers", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Purpose",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("transactional", "Transactional"),
                            ("service", "Service"),
                            ("marketing", "Marketing"),
                            ("analytics", "Analytics"),
                            ("profiling", "Profiling"),
                            ("sharing", "Sharing"),
                        ],
                        max_length=16,
                    ),
                ),
                ("name", models.TextField()),
                ("double_opt_in", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("disclosure", "Disclosure"),
                            ("correction", "Correction"),
                            ("stop", "Stop"),
                            ("erasure", "Erasure"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.TextField(blank=True)),
                ("address", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("source", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                ("verified_how", models.TextField(blank=True)),
                ("verified_by", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "node",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="customers.node"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-received_at", "id"], name="consent_case_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answered_at", None), ("verified_at__isnull", False), _connector="OR"),
                        name="consent_answered_after_identity_check",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor", models.TextField()),
                ("step", models.TextField()),
                ("text", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="journal", to="consent.case"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="CaseRules",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("answer_days", models.PositiveSmallIntegerField(default=14)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="consent_one_case_rules"),
                    models.CheckConstraint(
                        condition=models.Q(("answer_days__range", (1, 90))), name="consent_answer_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("opt_in", "Opt In"), ("manage", "Manage"), ("case", "Case")], max_length=8
                    ),
                ),
                ("address", models.TextField(blank=True)),
                ("address_hash", models.BinaryField(max_length=32)),
                ("language", models.CharField(max_length=5)),
                ("details", models.JSONField(default=dict)),
                ("asked_from", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address_hash", "asked_at"], name="consent_challenge_address"),
                    models.Index(fields=["asked_from", "asked_at"], name="consent_challenge_from"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentEntry",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("granted", "Granted"), ("denied", "Denied"), ("withdrawn", "Withdrawn")],
                        max_length=10,
                    ),
                ),
                ("source", models.TextField()),
                ("actor", models.TextField(db_default="")),
                ("proof", models.JSONField(default=dict)),
                ("occurred_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("key", models.TextField(unique=True)),
                (
                    "contact_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="customers.contactpoint",
                    ),
                ),
                ("purpose", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="consent.purpose")),
                (
                    "wording",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="consent.wordingversion"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("granted", "Granted"), ("denied", "Denied"), ("withdrawn", "Withdrawn")],
                        max_length=10,
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                (
                    "contact_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_states",
                        to="customers.contactpoint",
                    ),
                ),
                ("entry", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="consent.consententry")),
                ("purpose", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="consent.purpose")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("contact_point", "purpose"), name="consent_one_state")],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("channel", models.TextField()),
                ("address_hash", models.BinaryField(max_length=32)),
                ("reason", models.TextField()),
                ("scope", models.TextField(default="marketing")),
                ("since", models.DateTimeField()),
                ("by", models.TextField(db_default="")),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.TextField(db_default="")),
                ("lift_reason", models.TextField(db_default="")),
            ],
            options={
                "indexes": [models.Index(fields=["-since", "id"], name="consent_suppression_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("channel", "address_hash", "scope"),
                        name="consent_one_live_suppression",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WordingVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("text_ja", models.TextField()),
                ("text_en", models.TextField()),
                ("valid_from", models.DateTimeField()),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to="consent.purpose"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("purpose", "version"), name="consent_one_wording_version")
                ],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Templates, messages with their verdicts, and what is counted of them."""

import datetime as dt

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consent", "0003_order_link"),
        ("customers", "0002_promises"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CapRule",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("channel", models.TextField(blank=True, default="")),
                ("window", models.CharField(max_length=5)),
                ("most", models.IntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("channel", "window"), name="messaging_one_cap"
                    ),
                    models.CheckConstraint(condition=models.Q(("most__gte", 0)), name="messaging_cap_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("began_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("key", models.TextField(unique=True)),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("quiet_from", models.TimeField(default=dt.time(21, 0))),
                ("quiet_until", models.TimeField(default=dt.time(8, 0))),
                ("origin", models.TextField(default="")),
                ("stopped_at", models.DateTimeField(null=True)),
                ("stopped_by", models.TextField(default="")),
                ("changed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="messaging_one_policy")
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("channels", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("draft", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.purpose"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("content", models.JSONField()),
                ("checksum", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="messaging.template",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("idem_key", models.TextField(unique=True)),
                ("campaign", models.TextField(default="")),
                ("weight", models.SmallIntegerField(default=1)),
                ("priority", models.SmallIntegerField(default=0)),
                ("context", models.JSONField(default=dict)),
                ("still", models.JSONField(default=dict)),
                ("channel", models.TextField(default="")),
                ("filled", models.JSONField(default=dict)),
                ("decision", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intended", "Intended"),
                            ("held", "Held"),
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("unknown", "Unknown"),
                            ("dropped", "Dropped"),
                        ],
                        default="intended",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(default="")),
                ("planned_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("provider_id", models.TextField(default="")),
                ("cost", models.IntegerField(default=0)),
                ("error", models.TextField(default="")),
                (
                    "contact_point",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.contactpoint",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.purpose",
                    ),
                ),
                (
                    "template_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="messaging.templateversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.UUIDField()),
                ("window_start", models.DateField()),
                ("used", models.IntegerField()),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="messaging.caprule",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_id", "rule", "window_start"), name="messaging_one_allowance"
                    ),
                    models.CheckConstraint(condition=models.Q(("used__gte", 0)), name="messaging_used_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AllowanceUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.UUIDField()),
                ("window_start", models.DateField()),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="messaging.caprule",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="messaging.message",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("message", "rule"), name="messaging_counted_once")],
            },
        ),
        migrations.CreateModel(
            name="MessageEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("actor", models.CharField(max_length=7)),
                ("evidence", models.TextField(default="")),
                ("link", models.SmallIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("key", models.TextField(unique=True)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="messaging.message",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["message", "kind", "at"], name="messaging_event_of")],
            },
        ),
        migrations.AddIndex(
            model_name="template",
            index=models.Index(
                condition=models.Q(("archived_at", None)), fields=["-changed_at"], name="messaging_template_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.UniqueConstraint(fields=("template", "number"), name="messaging_one_of_number"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ("intended", "held", "queued", "sending"))),
                fields=["state", "weight", "due_at"],
                name="messaging_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["campaign", "state"], name="messaging_campaign"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["-planned_at", "-id"], name="messaging_newest"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("state__in", ("intended", "held", "queued", "sending"))),
                    models.Q(
                        models.Q(("state__in", ("intended", "held", "queued", "sending")), _negated=True),
                        ("due_at", None),
                    ),
                    _connector="OR",
                ),
                name="messaging_open_is_due",
            ),
        ),
    ]

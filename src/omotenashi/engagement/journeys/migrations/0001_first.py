# SPDX-License-Identifier: Apache-2.0
"""Journeys, their versions, those on the way and the log of the steps."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0002_promises"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Journey",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("made_from", models.TextField(default="")),
                ("state", models.CharField(default="draft", max_length=8)),
                ("draft", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("live_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("admitted_at", models.DateTimeField(null=True)),
                ("hypothesis", models.TextField(default="")),
                ("learning", models.TextField(default="")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="JourneyVersion",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("graph", models.JSONField()),
                ("checksum", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                (
                    "journey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="journeys.journey",
                    ),
                ),
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
            ],
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(default="")),
                ("context", models.JSONField(default=dict)),
                ("arm", models.TextField(default="")),
                ("step", models.TextField()),
                ("visit", models.IntegerField(default=0)),
                ("is_waiting", models.BooleanField(default=False)),
                ("signal", models.TextField(default="")),
                ("entered_at", models.DateTimeField()),
                ("stepped_at", models.DateTimeField()),
                ("wake_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(default="")),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "journey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journeys.journey",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journeys.journeyversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StepLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visit", models.IntegerField()),
                ("step", models.TextField()),
                ("branch", models.TextField(default="")),
                ("note", models.TextField(default="")),
                ("at", models.DateTimeField()),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journeys.enrolment",
                    ),
                ),
                (
                    "journey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journeys.journey",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("draft", "live", "closing", "paused", "archived"))),
                name="journeys_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="journeyversion",
            constraint=models.UniqueConstraint(fields=("journey", "number"), name="journeys_one_of_number"),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["wake_at", "id"], name="journeys_due"),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["journey", "step"], name="journeys_standing"
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["journey", "-entered_at"], name="journeys_entered"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("journey", "node", "key"),
                name="journeys_one_run_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("wake_at__isnull", False)),
                    models.Q(("ended_at__isnull", False), ("wake_at", None)),
                    _connector="OR",
                ),
                name="journeys_live_is_due",
            ),
        ),
        migrations.AddIndex(
            model_name="steplog",
            index=models.Index(fields=["journey", "step", "branch"], name="journeys_taken"),
        ),
        migrations.AddConstraint(
            model_name="steplog",
            constraint=models.UniqueConstraint(fields=("enrolment", "visit"), name="journeys_step_once"),
        ),
    ]

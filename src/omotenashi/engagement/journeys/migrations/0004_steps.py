# SPDX-License-Identifier: Apache-2.0
"""Receivers and calls, tasks for staff, turnstiles, winners of A/B tests, and runs that were led over to another version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_tags"),
        ("journeys", "0003_days"),
        ("locations", "0004_goals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="journey",
            name="closing_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("url", models.TextField()),
                ("sealed", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
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
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("steps", models.JSONField()),
                ("moved_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "journey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journeys.journey"
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journeys.journeyversion",
                    ),
                ),
                (
                    "target",
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
            name="Choice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.TextField()),
                ("arm", models.TextField()),
                ("figures", models.JSONField(default=dict)),
                ("decided_at", models.DateTimeField()),
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
            options={
                "constraints": [models.UniqueConstraint(fields=("journey", "step"), name="journeys_one_winner")],
            },
        ),
        migrations.CreateModel(
            name="Errand",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("visit", models.IntegerField()),
                ("title", models.TextField()),
                ("due_date", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "location",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="locations.location",
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
                        condition=models.Q(("done_at", None)), fields=["due_date"], name="journeys_errands_open"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("enrolment", "visit"), name="journeys_errand_once")],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("visit", models.IntegerField(default=0)),
                ("body", models.TextField()),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("tries", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("status", models.IntegerField(default=0)),
                ("answer", models.TextField(default="")),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journeys.enrolment",
                    ),
                ),
                (
                    "hook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journeys.hook",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="journeys_calls_due"
                    ),
                    models.Index(fields=["hook", "-made_at"], name="journeys_calls_of_hook"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("enrolment", "visit"), name="journeys_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "calling", "done", "failed"))),
                        name="journeys_call_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_at__isnull", False), ("state__in", ["waiting", "calling"])),
                            models.Q(("due_at", None), ("state__in", ["done", "failed"])),
                            _connector="OR",
                        ),
                        name="journeys_call_is_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transferred",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.TextField()),
                ("visit", models.IntegerField()),
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
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="journeys.transfer"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("transfer", "enrolment"), name="journeys_moved_once")],
            },
        ),
        migrations.CreateModel(
            name="Turnstile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.TextField()),
                ("most", models.IntegerField()),
                ("every", models.DurationField()),
                ("window_at", models.DateTimeField(null=True)),
                ("passed", models.IntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
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
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="journeys_turning"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("journey", "step"), name="journeys_one_turnstile"),
                    models.CheckConstraint(condition=models.Q(("passed__gte", 0)), name="journeys_passed_some"),
                ],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The tables of locations."""

import django.db.models.deletion
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("web", "Web"),
                            ("app", "App"),
                            ("pos", "Pos"),
                            ("line", "Line"),
                            ("phone", "Phone"),
                            ("market", "Market"),
                            ("post", "Post"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.TextField()),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("store", "Store"),
                            ("dc", "Dc"),
                            ("showroom", "Showroom"),
                            ("partner", "Partner"),
                            ("virtual", "Virtual"),
                        ],
                        default="store",
                        max_length=10,
                    ),
                ),
                ("name", models.TextField()),
                ("prefecture", models.TextField(blank=True, default="")),
                ("address", models.TextField(blank=True, default="")),
                ("postal_code", models.TextField(blank=True, db_default="")),
                ("phone", models.TextField(blank=True, default="")),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("can_ship", models.BooleanField(db_default=False)),
                ("can_pickup", models.BooleanField(db_default=False)),
                ("can_try_on", models.BooleanField(db_default=False)),
                ("can_take_back", models.BooleanField(db_default=False)),
                ("picks_per_hour", models.IntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("picks_per_hour__isnull", True), ("picks_per_hour__gte", 0), _connector="OR"
                        ),
                        name="locations_picks_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                (
                    "kind",
                    models.TextField(
                        choices=[("till", "Till"), ("tablet", "Tablet"), ("scanner", "Scanner"), ("gate", "Gate")],
                        default="till",
                    ),
                ),
                ("name", models.TextField(db_default="")),
                ("registered_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="locations.location"
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Retailer",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("currency", models.CharField(default="JPY", max_length=3)),
                ("zone", models.TextField(default="Asia/Tokyo")),
                ("registration_number", models.TextField(blank=True, default="")),
                ("is_demo", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="locations_one_retailer")
                ],
            },
        ),
        migrations.CreateModel(
            name="HoursException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                ("opens", models.TimeField(null=True)),
                ("closes", models.TimeField(null=True)),
                ("note", models.TextField(db_default="")),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exceptions", to="locations.location"
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
                "constraints": [
                    models.UniqueConstraint(fields=("location", "date"), name="locations_one_exception_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes__isnull", True), ("opens__isnull", True)),
                            ("closes__gt", models.F("opens")),
                            _connector="OR",
                        ),
                        name="locations_exception_closed_or_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChannelLocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("priority", models.IntegerField(db_default=100)),
                ("sellable", models.BooleanField(db_default=True)),
                ("buffer_abs", models.IntegerField(db_default=0)),
                ("buffer_pct", models.IntegerField(db_default=0)),
                ("min_confidence", models.IntegerField(db_default=30)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="locations.channel"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="channels", to="locations.location"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "location"), name="locations_place_once_a_channel"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("buffer_abs__gte", 0), ("buffer_pct__range", (0, 100)), ("min_confidence__range", (0, 100))
                        ),
                        name="locations_buffer_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.IntegerField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="locations.location"
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "opens"],
                "constraints": [
                    models.UniqueConstraint(fields=("location", "weekday", "opens"), name="locations_one_span"),
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens")), ("weekday__range", (0, 7))),
                        name="locations_hours_in_a_day",
                    ),
                ],
            },
        ),
    ]

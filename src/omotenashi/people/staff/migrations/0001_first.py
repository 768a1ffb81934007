# SPDX-License-Identifier: Apache-2.0
"""The tables of staff."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("locations", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.TextField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("headquarters", "headquarters"),
                            ("manager", "manager"),
                            ("clerk", "clerk"),
                            ("support", "support"),
                            ("developer", "developer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("hired_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("dismissed_at", models.DateTimeField(null=True)),
                (
                    "location",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="locations.location"),
                ),
            ],
            options={
                "ordering": ["email"],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("prefix", models.CharField(max_length=12)),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("role", models.CharField(max_length=20)),
                ("issued_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True)),
                ("permission", models.TextField()),
                ("was_allowed", models.BooleanField()),
                ("subject", models.TextField(blank=True, default="")),
                ("details", models.JSONField(default=dict)),
                (
                    "api_key",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="staff.apikey"),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
    ]

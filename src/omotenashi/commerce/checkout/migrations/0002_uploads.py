# SPDX-License-Identifier: Apache-2.0
"""Sales of tills that could not be understood, kept until a person settles them (ADR 0036)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("checkout", "0001_first"),
        ("locations", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedUpload",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("terminal", models.TextField()),
                ("sequence", models.BigIntegerField(null=True)),
                ("content", models.JSONField()),
                ("reason", models.TextField()),
                ("detail", models.TextField(default="")),
                ("refused_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=1)),
                ("settled_at", models.DateTimeField(null=True)),
                ("order_id", models.UUIDField(null=True)),
                ("note", models.TextField(default="")),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="locations.location"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["-refused_at"], name="checkout_refused_open"
                    )
                ],
            },
        ),
    ]

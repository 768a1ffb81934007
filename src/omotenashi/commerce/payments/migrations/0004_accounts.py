# SPDX-License-Identifier: Apache-2.0
"""Accounts at payment providers, their secrets sealed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProviderAccount",
            fields=[
                ("provider", models.TextField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("hints", models.JSONField(default=dict)),
                ("set_at", models.DateTimeField()),
                ("before_until", models.DateTimeField(null=True)),
                ("tested_at", models.DateTimeField(null=True)),
                ("test_error", models.TextField(default="")),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["provider"],
            },
        ),
    ]

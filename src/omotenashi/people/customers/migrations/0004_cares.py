# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_tags"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Care",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=11)),
                ("what", models.TextField(default="")),
                ("text", models.TextField(default="")),
                ("on_date", models.DateField(null=True)),
                ("yearly", models.BooleanField(default=True)),
                ("written_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "anniversary"), ("taken_back_at", None)),
                        fields=["on_date"],
                        name="customers_days",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("anniversary", "liking", "avoid"))), name="customers_care_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "anniversary"), _negated=True),
                            ("on_date__isnull", False),
                            ("taken_back_at__isnull", False),
                            _connector="OR",
                        ),
                        name="customers_care_has_its_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("node", "kind", "what", "text", "on_date"),
                        name="customers_cared_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_tags"),
        ("messaging", "0012_welcome"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChatMenu",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("audience", models.TextField()),
                ("content", models.JSONField(default=dict)),
                ("image", models.BinaryField()),
                ("image_type", models.CharField(max_length=20)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("external_id", models.TextField(blank=True, default="")),
                ("is_standin", models.BooleanField(default=False)),
                ("shown_at", models.DateTimeField(null=True)),
                ("default_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True, default="")),
                ("refused_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
            name="ChatMenuLink",
            fields=[
                (
                    "contact_point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.contactpoint",
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("linked_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "menu",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="messaging.chatmenu"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="chatmenu",
            index=models.Index(
                condition=models.Q(("removed_at", None)), fields=["audience", "-made_at"], name="messaging_menu_there"
            ),
        ),
        migrations.AddConstraint(
            model_name="chatmenu",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["all", "members"])), name="messaging_menu_audience"
            ),
        ),
        migrations.AddConstraint(
            model_name="chatmenu",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("begins_at")), _connector="OR"),
                name="messaging_menu_lasts",
            ),
        ),
        migrations.AddConstraint(
            model_name="chatmenu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("removed_at", None), models.Q(("ended_at__isnull", False), ("external_id", "")), _connector="OR"
                ),
                name="messaging_menu_ends_first",
            ),
        ),
    ]

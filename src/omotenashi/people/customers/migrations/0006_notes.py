# SPDX-License-Identifier: Apache-2.0
"""Notes and next visits."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids


def key(to: str, **options: object) -> models.ForeignKey:
    kind = options.pop("on_delete", django.db.models.deletion.PROTECT)
    return models.ForeignKey(to=to, on_delete=kind, related_name=options.pop("related_name", "+"), **options)


def roles() -> models.Field:
    return django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0005_erasure"),
        ("locations", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("roles", roles()),
                ("written_at", models.DateTimeField()),
                ("pinned_at", models.DateTimeField(null=True)),
                ("edited_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("author", key(settings.AUTH_USER_MODEL)),
                ("node", key("customers.node")),
            ],
        ),
        migrations.CreateModel(
            name="NoteEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("text", models.TextField()),
                ("roles", roles()),
                ("by", key(settings.AUTH_USER_MODEL)),
                (
                    "note",
                    key("customers.note", on_delete=django.db.models.deletion.CASCADE, related_name="edits"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitPlan",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("on_date", models.DateField()),
                ("purpose", models.TextField(default="")),
                ("planned_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("location", key("locations.location", null=True)),
                ("node", key("customers.node")),
                ("planned_by", key(settings.AUTH_USER_MODEL)),
            ],
            options={"indexes": [models.Index(fields=["on_date"], name="customers_visits_ahead")]},
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("reason", models.TextField()),
                ("by", key(settings.AUTH_USER_MODEL)),
                (
                    "value",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="correction",
                        serialize=False,
                        to="customers.fieldvalue",
                    ),
                ),
            ],
        ),
    ]

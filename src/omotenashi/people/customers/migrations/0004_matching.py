# SPDX-License-Identifier: Apache-2.0
"""名寄せ: models, runs, suggestions and the index of records."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import omotenashi.base.ids

WORDS = (
    "family",
    "given",
    "whole",
    "family_kana",
    "given_kana",
    "birth",
    "gender",
    "phone",
    "email",
    "mailbox",
    "postcode",
    "street",
)


def key(to: str, *, null: bool = False, name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(to=to, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name)


def new_id() -> models.UUIDField:
    return models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_identity")]
    operations = [
        migrations.CreateModel(
            name="LinkModel",
            fields=[
                ("version", models.BigAutoField(primary_key=True, serialize=False)),
                ("settings", models.JSONField()),
                ("trained_at", models.DateTimeField()),
                ("sample", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="LinkRun",
            fields=[
                ("id", new_id()),
                (
                    "model",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="customers.linkmodel"),
                ),
                ("engine", models.TextField(default="duckdb")),
                ("scope", models.TextField()),
                ("by", models.TextField(default="")),
                ("asked_at", models.DateTimeField()),
                *(
                    (name, models.DateTimeField(null=True))
                    for name in ("started_at", "finished_at", "cancelled_at", "failed_at")
                ),
                ("failure", models.TextField(default="")),
                ("step", models.TextField(default="")),
                *((name, models.IntegerField(default=0)) for name in ("persons", "pairs", "opened")),
            ],
        ),
        migrations.CreateModel(
            name="MatchRecord",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                *((name, models.TextField(null=True)) for name in WORDS),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("changed_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["keys"], name="customers_match_keys", fastupdate=False
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="LinkSuggestion",
            fields=[
                ("id", new_id()),
                ("run", key("customers.linkrun", null=True, name="suggestions")),
                ("a", key("customers.node")),
                ("b", key("customers.node")),
                ("probability", models.FloatField()),
                ("weight", models.FloatField()),
                ("evidence", models.JSONField()),
                ("evidence_hash", models.TextField()),
                ("state", models.TextField(default="open")),
                ("proposed_at", models.DateTimeField()),
                ("later_at", models.DateTimeField(null=True)),
                ("seconded_by", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(default="")),
                ("log_id", models.UUIDField(null=True)),
                ("batch_id", models.UUIDField(null=True, db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["a", "b"], condition=models.Q(state="open"), name="customers_one_open_suggestion"
                    )
                ],
                "indexes": [
                    models.Index(fields=["state", "-weight", "id"], name="customers_suggestion_queue"),
                    models.Index(fields=["b"], name="customers_suggestion_b"),
                ],
            },
        ),
    ]

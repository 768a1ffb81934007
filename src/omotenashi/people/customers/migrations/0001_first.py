# SPDX-License-Identifier: Apache-2.0
"""The tables of customers."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("locations", "0001_first"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("person_id", models.UUIDField(unique=True)),
                ("node_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField())),
                ("erased_at", models.DateTimeField()),
                ("erased_by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("traces", models.JSONField(default=list)),
                ("emptied", models.JSONField(default=dict)),
                ("swept_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-erased_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("family", "Family"), ("flat", "Flat"), ("company_site", "Company Site")],
                        max_length=12,
                    ),
                ),
                (
                    "formed_by",
                    models.CharField(choices=[("staff", "Staff"), ("self", "Self"), ("rule", "Rule")], max_length=5),
                ),
                ("formed_at", models.DateTimeField()),
                ("dissolved_at", models.DateTimeField(null=True)),
            ],
        ),
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
            name="Node",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(unique=True)),
                ("type", models.TextField()),
                ("value", models.TextField(null=True)),
                ("value_hash", models.BinaryField(max_length=32)),
                ("spell", models.IntegerField(default=0)),
                ("causes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField(null=True)),
                ("shared_since", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("changed_in", models.BigIntegerField(db_index=True)),
                (
                    "bound_node",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.node",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("type", "value_hash", "spell"), name="customers_one_node_per_value")
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(unique=True)),
                ("node_count", models.IntegerField(db_default=1, default=1)),
                ("merge_count", models.IntegerField(db_default=0, default=0)),
                ("frozen_at", models.DateTimeField(null=True)),
                ("changed_in", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="SpentCode",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("spent_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="LinkRun",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("engine", models.TextField(default="duckdb")),
                ("scope", models.TextField()),
                ("by", models.TextField(default="")),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failure", models.TextField(default="")),
                ("step", models.TextField(default="")),
                ("persons", models.IntegerField(default=0)),
                ("pairs", models.IntegerField(default=0)),
                ("opened", models.IntegerField(default=0)),
                (
                    "model",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="customers.linkmodel"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MatchRecord",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                ("family", models.TextField(null=True)),
                ("given", models.TextField(null=True)),
                ("whole", models.TextField(null=True)),
                ("family_kana", models.TextField(null=True)),
                ("given_kana", models.TextField(null=True)),
                ("birth", models.TextField(null=True)),
                ("gender", models.TextField(null=True)),
                ("phone", models.TextField(null=True)),
                ("email", models.TextField(null=True)),
                ("mailbox", models.TextField(null=True)),
                ("postcode", models.TextField(null=True)),
                ("street", models.TextField(null=True)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list)),
                ("changed_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["keys"], name="customers_match_keys"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MergeLog",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("kind", models.TextField()),
                ("one_id", models.UUIDField(db_index=True, null=True)),
                ("other_id", models.UUIDField(db_index=True, null=True)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("edge_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list)),
                ("ruleset_version", models.IntegerField()),
                ("actor", models.TextField()),
                ("reason", models.TextField(db_default="", default="")),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="customers.mergelog",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkSuggestion",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
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
                ("batch_id", models.UUIDField(db_index=True, null=True)),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="customers.linkrun",
                    ),
                ),
                (
                    "a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-weight", "id"], name="customers_suggestion_queue"),
                    models.Index(fields=["b"], name="customers_suggestion_b"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("a", "b"), name="customers_one_open_suggestion"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("role", models.TextField(default="")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("evidence", models.JSONField(default=dict)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="customers.household"
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("household", "node"), name="customers_member_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.TextField()),
                ("value", models.TextField()),
                ("source", models.TextField()),
                ("observed_at", models.DateTimeField()),
                ("said_at", models.DateTimeField()),
                ("causes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("by", models.TextField(db_default="", default="")),
                ("retracted_at", models.DateTimeField(null=True)),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="field_values", to="customers.node"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["node", "field", "source", "-id"], name="customers_field_latest")],
            },
        ),
        migrations.CreateModel(
            name="Edge",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("rule", models.TextField()),
                ("ruleset_version", models.IntegerField()),
                ("cause_kind", models.TextField()),
                ("cause_id", models.TextField()),
                ("causes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("joined", models.BooleanField(default=False)),
                ("asserted_at", models.DateTimeField()),
                ("retracted_at", models.DateTimeField(null=True)),
                ("retracted_by", models.TextField(default="")),
                ("retract_reason", models.TextField(default="")),
                (
                    "a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("a__lt", models.F("b"))), name="customers_edge_in_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retracted_at", None)),
                        fields=("a", "b", "rule"),
                        name="customers_one_live_edge",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Demotion",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("rule", models.TextField()),
                ("cause_kind", models.TextField()),
                ("cause_id", models.TextField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("refused_at", models.DateTimeField()),
                (
                    "a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("a", "b", "rule"), name="customers_one_demotion")],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("channel", models.TextField()),
                ("address_hash", models.BinaryField(max_length=32)),
                ("verified_at", models.DateTimeField(null=True)),
                ("node", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="customers.node")),
            ],
        ),
        migrations.CreateModel(
            name="BlockedValue",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("type", models.TextField(default="")),
                ("pattern", models.TextField(default="")),
                ("value_hash", models.BinaryField(max_length=32, null=True)),
                ("reason", models.TextField()),
                ("added_by", models.TextField()),
                ("added_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.TextField(default="")),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "node",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None), ("value_hash__isnull", False)),
                        fields=("type", "value_hash"),
                        name="customers_one_blocked_value",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None), ("value_hash", None)),
                        fields=("type", "pattern"),
                        name="customers_one_blocked_pattern",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoLink",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.TextField(default="")),
                ("log_id", models.UUIDField(null=True)),
                (
                    "a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("a__lt", models.F("b"))), name="customers_no_link_in_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("a", "b"), name="customers_one_live_no_link"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                ("written_at", models.DateTimeField()),
                ("pinned_at", models.DateTimeField(null=True)),
                ("edited_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="NoteEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("text", models.TextField()),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="customers.note"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="customers.person",
                    ),
                ),
                ("name", models.TextField(default="")),
                ("kana", models.TextField(default="")),
                ("email", models.TextField(default="")),
                ("phone", models.TextField(default="")),
                ("member_no", models.TextField(default="")),
                ("birth_date", models.DateField(null=True)),
                ("gender", models.TextField(default="")),
                ("postal_code", models.TextField(default="")),
                ("prefecture", models.TextField(default="")),
                ("city", models.TextField(default="")),
                ("address", models.TextField(default="")),
                ("rank", models.TextField(default="")),
                ("registered_at", models.DateTimeField()),
                ("tokens", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["tokens"], name="customers_profile_tokens"
                    ),
                    models.Index(fields=["-registered_at", "person"], name="customers_profile_newest"),
                    models.Index(fields=["kana", "person"], name="customers_profile_kana"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitPlan",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("on_date", models.DateField()),
                ("purpose", models.TextField(default="")),
                ("planned_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
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
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["on_date"], name="customers_visits_ahead")],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
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
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NodePerson",
            fields=[
                (
                    "node",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="customers.node",
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nodes", to="customers.person"
                    ),
                ),
            ],
        ),
    ]

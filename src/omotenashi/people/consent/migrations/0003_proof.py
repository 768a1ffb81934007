# SPDX-License-Identifier: Apache-2.0
"""Proofs with the words that were shown; suppressions with their story; messages that prove an address; requests."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import omotenashi.base.ids


def keep(table: str) -> str:
    return f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} EXECUTE FUNCTION omotenashi_keep_journal();"


PURPOSES = """
INSERT INTO consent_purpose (code, kind, name, double_opt_in) VALUES
  ('sharing', 'sharing', 'Sharing with partners', false) ON CONFLICT DO NOTHING;
UPDATE consent_purpose SET double_opt_in = true WHERE code = 'marketing';
ALTER TABLE consent_purpose ALTER COLUMN double_opt_in SET DEFAULT false;
INSERT INTO consent_wordingversion (purpose_id, version, valid_from, text_ja, text_en) VALUES
  ('marketing', 1, '2026-01-01+09', '新商品・セール・クーポンなどのお知らせを受け取ることに同意します。いつでも停止できます。',
   'I agree to receive news, offers and coupons. I can stop them at any time.'),
  ('analytics', 1, '2026-01-01+09', 'サイトや店舗での行動を、サービスの改善のための分析に使うことに同意します。',
   'I agree that what I do on the site and in the shops is analysed to improve the service.'),
  ('profiling', 1, '2026-01-01+09', '購入や閲覧の履歴をもとに、私に合わせたご案内をすることに同意します。',
   'I agree to suggestions made for me from what I bought and looked at.'),
  ('sharing', 1, '2026-01-01+09', 'プライバシーポリシーに記載の提携先に、私の情報を提供することに同意します。',
   'I agree that my data are given to the partners named in the privacy policy.');
"""
SQL = "CREATE SEQUENCE consent_case_number;" + PURPOSES + keep("consent_wordingversion") + keep("consent_caseentry")


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_promises"),
        ("customers", "0002_promises"),
        ("outbox", "0002_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("disclosure", "Disclosure"),
                            ("correction", "Correction"),
                            ("stop", "Stop"),
                            ("erasure", "Erasure"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.TextField(blank=True)),
                ("address", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("source", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                ("verified_how", models.TextField(blank=True)),
                ("verified_by", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CaseEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor", models.TextField()),
                ("step", models.TextField()),
                ("text", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="CaseRules",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("answer_days", models.PositiveSmallIntegerField(default=14)),
            ],
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("opt_in", "Opt In"), ("manage", "Manage"), ("case", "Case")], max_length=8
                    ),
                ),
                ("address", models.TextField(blank=True)),
                ("address_hash", models.BinaryField(max_length=32)),
                ("language", models.CharField(max_length=5)),
                ("details", models.JSONField(default=dict)),
                ("asked_from", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="WordingVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("text_ja", models.TextField()),
                ("text_en", models.TextField()),
                ("valid_from", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="consententry",
            name="actor",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="consententry",
            name="expires_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="purpose",
            name="double_opt_in",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="suppression",
            name="by",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="suppression",
            name="lift_reason",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="suppression",
            name="lifted_by",
            field=models.TextField(db_default=""),
        ),
        migrations.AddIndex(
            model_name="suppression",
            index=models.Index(fields=["-since", "id"], name="consent_suppression_newest"),
        ),
        migrations.AddField(
            model_name="case",
            name="node",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="customers.node"),
        ),
        migrations.AddField(
            model_name="caseentry",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="journal", to="consent.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="caserules",
            constraint=models.CheckConstraint(condition=models.Q(("only", True)), name="consent_one_case_rules"),
        ),
        migrations.AddConstraint(
            model_name="caserules",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_days__range", (1, 90))), name="consent_answer_days"
            ),
        ),
        migrations.AddIndex(
            model_name="challenge",
            index=models.Index(fields=["address_hash", "asked_at"], name="consent_challenge_address"),
        ),
        migrations.AddIndex(
            model_name="challenge",
            index=models.Index(fields=["asked_from", "asked_at"], name="consent_challenge_from"),
        ),
        migrations.AddField(
            model_name="wordingversion",
            name="purpose",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to="consent.purpose"
            ),
        ),
        migrations.AddField(
            model_name="consententry",
            name="wording",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="consent.wordingversion"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-received_at", "id"], name="consent_case_newest"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at", None), ("verified_at__isnull", False), _connector="OR"),
                name="consent_answered_after_identity_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="wordingversion",
            constraint=models.UniqueConstraint(fields=("purpose", "version"), name="consent_one_wording_version"),
        ),
        migrations.RunSQL(SQL, "DROP SEQUENCE consent_case_number"),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Ledgers that are append-only, the numbers of cases, and the purposes every retailer has with their words."""

from django.db import migrations

from omotenashi.base.promises import keep

PURPOSES = """
INSERT INTO consent_purpose (code, kind, name, double_opt_in) VALUES
  ('order', 'transactional', 'Order messages', false), ('marketing', 'marketing', 'News and offers', true),
  ('analytics', 'analytics', 'Analysis of behaviour', false), ('profiling', 'profiling', 'Personal suggestions', false),
  ('sharing', 'sharing', 'Sharing with partners', false);
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
JOURNALS = ("consent_consententry", "consent_wordingversion", "consent_caseentry")
SQL = "CREATE SEQUENCE consent_case_number;" + PURPOSES + "".join(map(keep, JOURNALS))


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, "DROP SEQUENCE consent_case_number")]

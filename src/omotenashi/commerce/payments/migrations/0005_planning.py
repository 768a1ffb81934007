# SPDX-License-Identifier: Apache-2.0
"""The sum of tenders is looked up by key, although its plan may be made when there are no tenders yet."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_accounts")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION payments_tenders_sum() SET enable_seqscan = off",
            "ALTER FUNCTION payments_tenders_sum() RESET enable_seqscan",
        )
    ]

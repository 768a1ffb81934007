# SPDX-License-Identifier: Apache-2.0
"""The points ledger and its draws from lots are append-only."""

from django.db import migrations

from omotenashi.base.promises import keep

SQL = keep("loyalty_walletentry") + keep("loyalty_walletdraw")


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

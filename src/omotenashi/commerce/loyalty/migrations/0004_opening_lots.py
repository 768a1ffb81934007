# SPDX-License-Identifier: Apache-2.0
"""What stood in a wallet becomes one opening lot without an end; draws are append-only like entries.

The lot takes the wallet's id: one statement, and said again it is the same lot.
"""

from django.db import migrations

OPENING = """
INSERT INTO loyalty_walletlot
  (id, wallet_id, earned_at, active_from, activated_at, expires_at, amount, remaining, held, source_line)
SELECT w.id, w.id, e.first_at, e.first_at, e.first_at, NULL, e.came, w.available, 0, NULL
FROM loyalty_wallet w JOIN (
  SELECT wallet_id, min(occurred_at) AS first_at, sum(amount) FILTER (WHERE amount > 0) AS came
  FROM loyalty_walletentry GROUP BY 1
) e ON e.wallet_id = w.id
WHERE e.came > 0;
INSERT INTO loyalty_walletdraw (entry_id, lot_id, amount)
SELECT id, wallet_id, -amount FROM loyalty_walletentry WHERE amount < 0;
"""
KEEP = """
CREATE TRIGGER loyalty_walletdraw_keep BEFORE UPDATE OR DELETE ON loyalty_walletdraw
EXECUTE FUNCTION omotenashi_keep_journal();
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0003_lots_and_campaigns"), ("outbox", "0002_functions")]
    operations = [
        migrations.RunSQL(OPENING, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The ledger is append-only; the purposes every retailer has."""

from django.db import migrations


def keep(table: str) -> str:
    return f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} EXECUTE FUNCTION omotenashi_keep_journal();"


PURPOSES = """
INSERT INTO consent_purpose (code, kind, name) VALUES
  ('order', 'transactional', 'Order messages'), ('marketing', 'marketing', 'News and offers'),
  ('analytics', 'analytics', 'Analysis of behaviour'), ('profiling', 'profiling', 'Personal suggestions');
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(keep("consent_consententry") + PURPOSES, migrations.RunSQL.noop)]

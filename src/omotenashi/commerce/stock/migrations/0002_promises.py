# SPDX-License-Identifier: Apache-2.0
"""Movements are append-only."""

from django.db import migrations


def keep(table: str) -> str:
    return f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} EXECUTE FUNCTION omotenashi_keep_journal();"


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(keep("stock_movement"), migrations.RunSQL.noop)]

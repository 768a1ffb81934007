# SPDX-License-Identifier: Apache-2.0
"""Decisions are append-only."""

from django.db import migrations


def keep(table: str) -> str:
    return f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} EXECUTE FUNCTION omotenashi_keep_journal();"


class Migration(migrations.Migration):
    dependencies = [("sourcing", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(keep("sourcing_decision"), migrations.RunSQL.noop)]

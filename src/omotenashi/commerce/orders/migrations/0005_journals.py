# SPDX-License-Identifier: Apache-2.0
"""Journals of orders are never rewritten; numbers for orders that are made here."""

from django.db import migrations

_JOURNALS = ("orders_logentry", "orders_attribution", "orders_confirmation", "orders_document")


def keep(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
        " EXECUTE FUNCTION omotenashi_keep_journal();"
    )


SQL = "".join(map(keep, _JOURNALS)) + "CREATE SEQUENCE orders_number;"
UNDO = "".join(f"DROP TRIGGER {table}_keep ON {table};" for table in _JOURNALS) + "DROP SEQUENCE orders_number;"


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_placing"), ("outbox", "0003_erasing")]
    operations = [migrations.RunSQL(SQL, UNDO)]

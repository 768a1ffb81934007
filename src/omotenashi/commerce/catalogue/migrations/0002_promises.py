# SPDX-License-Identifier: Apache-2.0
"""Change marks of products."""

from django.db import migrations


def mark(table: str) -> str:
    return f"""
ALTER TABLE {table} ALTER COLUMN changed_in SET DEFAULT pg_current_xact_id()::text::bigint;
CREATE TRIGGER {table}_mark BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION omotenashi_mark_change();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(mark("catalogue_product"), migrations.RunSQL.noop)]

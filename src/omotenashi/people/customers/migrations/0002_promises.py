# SPDX-License-Identifier: Apache-2.0
"""Numbers, change marks, the append-only merge log, and the sequence of member numbers.

A node is marked for the lake only by what the lake holds of it: a visitor seen again must not cause an export. Writers
that copy rows in need not name every column.
"""

from django.db import migrations

from omotenashi.base.promises import keep, mark, number

DEFAULTS = """
ALTER TABLE customers_node ALTER COLUMN causes SET DEFAULT '{}';
ALTER TABLE customers_fieldvalue ALTER COLUMN causes SET DEFAULT '{}';
ALTER TABLE customers_edge ALTER COLUMN causes SET DEFAULT '{}', ALTER COLUMN joined SET DEFAULT false,
  ALTER COLUMN retracted_by SET DEFAULT '', ALTER COLUMN retract_reason SET DEFAULT '';
ALTER TABLE customers_mergelog ALTER COLUMN edge_ids SET DEFAULT '{}';
CREATE SEQUENCE customers_member_no_seq AS bigint MAXVALUE 999999999;
"""
SQL = (
    number("customers_node")
    + number("customers_mergelog")
    + mark("customers_node", columns="seq, value, erased_at, changed_in")
    + mark("customers_person")
    + keep("customers_mergelog")
    + DEFAULTS
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

# SPDX-License-Identifier: Apache-2.0
"""Numbers and change marks of orders and returns, journals that are never rewritten, numbers for orders made here."""

from django.db import migrations

from omotenashi.base.promises import keep, mark, number

SQL = (
    "".join(number(table) + mark(table) for table in ("orders_order", "orders_return"))
    + "".join(
        keep(table, rows=True)
        for table in ("orders_logentry", "orders_attribution", "orders_confirmation", "orders_document")
    )
    + "CREATE SEQUENCE orders_number;"
)


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

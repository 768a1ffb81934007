# SPDX-License-Identifier: Apache-2.0
"""The audit log is append-only."""

from django.db import migrations

from omotenashi.base.promises import keep

SQL = keep("staff_auditentry")


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

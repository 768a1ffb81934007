# SPDX-License-Identifier: Apache-2.0
"""Decisions are append-only."""

from django.db import migrations

from omotenashi.base.promises import keep

SQL = keep("sourcing_decision")


class Migration(migrations.Migration):
    dependencies = [("sourcing", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

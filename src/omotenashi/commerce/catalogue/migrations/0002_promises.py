# SPDX-License-Identifier: Apache-2.0
"""Change marks of products."""

from django.db import migrations

from omotenashi.base.promises import mark

SQL = mark("catalogue_product")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

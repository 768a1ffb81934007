# SPDX-License-Identifier: Apache-2.0
"""Entries that say who is who are marked, so that the identity reader walks along them alone (ADR 0023).

What was there before is marked whole (without being rewritten): the reader looks at it again in a replay only.
"""

from django.db import migrations

SQL = """
ALTER TABLE timeline_entry ADD COLUMN tells boolean NOT NULL DEFAULT true;
ALTER TABLE timeline_entry ALTER COLUMN tells SET DEFAULT false;
CREATE INDEX timeline_entry_tells ON timeline_entry (seq) WHERE tells;
"""
BACK = "ALTER TABLE timeline_entry DROP COLUMN tells"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0003_collecting")]
    operations = [migrations.RunSQL(SQL, BACK)]

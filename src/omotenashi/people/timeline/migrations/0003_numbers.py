# SPDX-License-Identifier: Apache-2.0
"""Entries lie in the order of their numbers: a summary of each megabyte finds a number, no index entry each (ADR 0019).

Nobody asks for an entry by its number; readers go on from one. The identity reader has its own narrow index.
"""

from django.db import migrations

SQL = """
ALTER TABLE timeline_entry DROP CONSTRAINT timeline_entry_pkey;
CREATE INDEX timeline_entry_seq ON timeline_entry USING brin (seq) WITH (autosummarize = on);
"""
UNDO = """
DROP INDEX timeline_entry_seq;
ALTER TABLE timeline_entry ADD PRIMARY KEY (seq, received_at);
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0002_entries")]
    operations = [migrations.RunSQL(SQL, UNDO)]

# SPDX-License-Identifier: Apache-2.0
"""Entries keep JSON as text, and their message ids make each count once (ADR 0040).

Ids of SDKs begin with the moment of their making, so those that come together stand together in the index; digests of
them stood each on a page of its own. Entries of before are written anew, once.
"""

from django.db import migrations

from omotenashi.people.timeline.fields import Said

SQL = """
ALTER TABLE timeline_entry ALTER COLUMN context DROP DEFAULT;
ALTER TABLE timeline_entry ALTER COLUMN props TYPE text USING props::text, ALTER COLUMN context TYPE text USING context::text;
ALTER TABLE timeline_entry ALTER COLUMN context SET DEFAULT '{}', ALTER COLUMN message_id TYPE text COLLATE "C";
DROP INDEX timeline_entry_received;
CREATE INDEX timeline_entry_message ON timeline_entry (message_id);
DROP TABLE timeline_entrydedup;
"""
UNDO = """
CREATE TABLE timeline_entrydedup (
  day date NOT NULL,
  message_key uuid NOT NULL,
  PRIMARY KEY (message_key, day)
) PARTITION BY LIST (day);
DROP INDEX timeline_entry_message;
CREATE INDEX timeline_entry_received ON timeline_entry USING brin (received_at);
ALTER TABLE timeline_entry ALTER COLUMN context DROP DEFAULT;
ALTER TABLE timeline_entry ALTER COLUMN props TYPE jsonb USING props::jsonb, ALTER COLUMN context TYPE jsonb USING context::jsonb;
ALTER TABLE timeline_entry ALTER COLUMN context SET DEFAULT '{}';
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0003_numbers")]
    operations = [
        migrations.RunSQL(SQL, UNDO),
        migrations.AlterField(model_name="entry", name="props", field=Said()),
        migrations.AlterField(model_name="entry", name="context", field=Said()),
    ]

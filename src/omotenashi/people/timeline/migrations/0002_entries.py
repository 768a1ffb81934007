# SPDX-License-Identifier: Apache-2.0
"""Entries, one partition a month, numbered, append-only; and the keys that make each count once."""

from django.db import migrations

SQL = """
CREATE TABLE timeline_entry (
  received_at timestamptz NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  message_id text NOT NULL,
  name text NOT NULL,
  node_id uuid NOT NULL,
  source_id uuid NOT NULL REFERENCES timeline_source (id),
  at timestamptz NOT NULL,
  props jsonb NOT NULL,
  PRIMARY KEY (received_at, seq)
) PARTITION BY RANGE (received_at);
CREATE INDEX timeline_entry_node ON timeline_entry (node_id, at DESC);
CREATE INDEX timeline_entry_received ON timeline_entry USING brin (received_at);
CREATE INDEX timeline_entry_seq ON timeline_entry (seq);
CREATE TRIGGER timeline_entry_keep BEFORE UPDATE OR DELETE ON timeline_entry
  EXECUTE FUNCTION omotenashi_keep_journal();
CREATE TABLE timeline_entrykey (message_id text PRIMARY KEY);
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, "DROP TABLE timeline_entry; DROP TABLE timeline_entrykey;")]

# SPDX-License-Identifier: Apache-2.0
"""Entries, one partition a month, numbered, append-only; and the keys of a day that make each count once.

The primary key in the order of `seq` serves the readers; a person's page probes `timeline_entry_node`; `received_at` is
told apart by the month's partition and its BRIN. Entries that say who is who are marked, so that the identity reader
walks along them alone (ADR 0023). A key is the first 128 bits of SHA-256 over trust class and message id: as uuid it
takes 16 bytes and compares fast.
"""

from django.db import migrations

from omotenashi.base.promises import keep

SQL = """
CREATE TABLE timeline_entry (
  received_at timestamptz NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  message_id text NOT NULL,
  name text NOT NULL,
  node_id uuid NOT NULL,
  source_id uuid NOT NULL,
  at timestamptz NOT NULL,
  props jsonb NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  type text NOT NULL DEFAULT 'event',
  others uuid[] NOT NULL DEFAULT '{}',
  original_at timestamptz,
  sent_at timestamptz,
  context jsonb NOT NULL DEFAULT '{}',
  tells boolean NOT NULL DEFAULT false,
  PRIMARY KEY (seq, received_at)
) PARTITION BY RANGE (received_at);
CREATE INDEX timeline_entry_node ON timeline_entry (node_id, at DESC);
CREATE INDEX timeline_entry_received ON timeline_entry USING brin (received_at);
CREATE INDEX timeline_entry_tells ON timeline_entry (seq) WHERE tells;
CREATE TABLE timeline_entrydedup (
  day date NOT NULL,
  message_key uuid NOT NULL,
  PRIMARY KEY (message_key, day)
) PARTITION BY LIST (day);
"""
UNDO = "DROP TABLE timeline_entry; DROP TABLE timeline_entrydedup;"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_first"), ("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL + keep("timeline_entry"), UNDO)]

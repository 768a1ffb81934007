# SPDX-License-Identifier: Apache-2.0
"""Two functions for the tables above: a mark of the last change, and a guard of journals.

The guard lets an erasure empty rows, and nothing else (ADR 0021).
"""

from django.db import migrations

SQL = """
CREATE FUNCTION omotenashi_mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_in := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;
CREATE FUNCTION omotenashi_keep_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('omotenashi.erasing', true) = 'on' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
UNDO = "DROP FUNCTION omotenashi_mark_change(); DROP FUNCTION omotenashi_keep_journal();"


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_first")]
    operations = [migrations.RunSQL(SQL, UNDO)]

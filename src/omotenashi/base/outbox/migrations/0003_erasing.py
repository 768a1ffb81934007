# SPDX-License-Identifier: Apache-2.0
"""The guard of journals lets an erasure empty rows, and nothing else (ADR 0021)."""

from django.db import migrations

SQL = """
CREATE OR REPLACE FUNCTION omotenashi_keep_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('omotenashi.erasing', true) = 'on' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

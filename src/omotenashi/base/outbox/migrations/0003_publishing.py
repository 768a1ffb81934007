# SPDX-License-Identifier: Apache-2.0
"""A function by which functions of other apps append an event, where one statement is the whole command.

The caller names the event, says what is in it, and who hears it (`registry.handlers_of`).
"""

from django.db import migrations

SQL = """
CREATE FUNCTION outbox_publish(p_id uuid, p_name text, p_payload jsonb, p_heard text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox_event (id, name, payload) VALUES (p_id, p_name, p_payload);
  INSERT INTO outbox_delivery (event_id, handler) SELECT p_id, heard FROM unnest(p_heard) heard;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_functions")]
    operations = [migrations.RunSQL(SQL, "DROP FUNCTION outbox_publish(uuid, text, jsonb, text[]);")]

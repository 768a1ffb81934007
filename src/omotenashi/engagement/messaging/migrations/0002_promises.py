# SPDX-License-Identifier: Apache-2.0
"""What a template said is never rewritten; who is new begins with a cap that nobody minds: one a day, three a week."""

from django.db import migrations

from omotenashi.base.promises import keep

CAPS = """
INSERT INTO messaging_caprule (id, channel, "window", most) VALUES (uuidv7(), '', 'day', 1), (uuidv7(), '', 'week', 3);
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_first"), ("outbox", "0002_functions")]

    operations = [migrations.RunSQL(keep("messaging_templateversion") + CAPS, migrations.RunSQL.noop)]

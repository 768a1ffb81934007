# SPDX-License-Identifier: Apache-2.0
"""A rank that becomes another bears the mark of its change: whoever copies ranks sees which are new (ADR 0013)."""

from django.db import migrations, models

from omotenashi.base.promises import mark

UNDO = (
    "DROP TRIGGER loyalty_tierstate_mark ON loyalty_tierstate;"
    " ALTER TABLE loyalty_tierstate ALTER COLUMN changed_in SET DEFAULT 0"
)


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0005_ranks_moved"),
        ("outbox", "0002_functions"),
    ]

    operations = [
        migrations.AddField(
            model_name="tierstate",
            name="changed_in",
            field=models.BigIntegerField(db_default=0, db_index=True),
        ),
        # Every night decides all ranks; only those that became others are news.
        migrations.RunSQL(mark("loyalty_tierstate", when="OLD.tier IS DISTINCT FROM NEW.tier"), UNDO),
    ]

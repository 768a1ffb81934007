# SPDX-License-Identifier: Apache-2.0
"""What a journey drew, and the steps that were taken, are never rewritten."""

from django.db import migrations

from omotenashi.base.promises import keep


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_first"), ("outbox", "0002_functions")]

    operations = [migrations.RunSQL(keep("journeys_journeyversion") + keep("journeys_steplog"), migrations.RunSQL.noop)]

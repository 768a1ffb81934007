# SPDX-License-Identifier: Apache-2.0
"""What a segment meant is never rewritten."""

from django.db import migrations

from omotenashi.base.promises import keep


class Migration(migrations.Migration):
    dependencies = [("audience", "0001_first"), ("outbox", "0002_functions")]

    operations = [migrations.RunSQL(keep("audience_segmentversion"), migrations.RunSQL.noop)]

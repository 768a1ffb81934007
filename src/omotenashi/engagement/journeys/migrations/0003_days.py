# SPDX-License-Identifier: Apache-2.0
"""When the days of people were looked at for a journey that begins with one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journeys", "0002_promises")]

    operations = [migrations.AddField("journey", "looked_at", models.DateTimeField(null=True))]

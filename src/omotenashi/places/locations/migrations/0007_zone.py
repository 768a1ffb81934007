# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("locations", "0006_positions")]

    operations = [
        migrations.AddField(
            model_name="location",
            name="zone",
            field=models.TextField(blank=True, db_default=""),
        ),
    ]

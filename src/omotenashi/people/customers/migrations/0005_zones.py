# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models

# Which zones are lived in is asked often, and walked from name to name along this.
INDEX = """
CREATE INDEX customers_profile_zone ON customers_profile ((CASE WHEN zone <> '' THEN zone ELSE device_zone END))
WHERE zone <> '' OR device_zone <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_cares")]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="device_zone",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="profile",
            name="zone",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.RunSQL(INDEX, "DROP INDEX customers_profile_zone"),
    ]

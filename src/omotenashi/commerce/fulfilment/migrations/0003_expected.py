# SPDX-License-Identifier: Apache-2.0
"""Whom a shop expects to try things on, where no card says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0002_policies_moved")]

    operations = [
        migrations.AddField("tryonhold", "name", models.TextField(db_default="", default="")),
        migrations.AddField("tryonhold", "phone", models.TextField(db_default="", default="")),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Of which version the lots were that gave somebody their arm."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0004_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="drawn_in",
            field=models.IntegerField(db_default=0, default=0),
        ),
    ]

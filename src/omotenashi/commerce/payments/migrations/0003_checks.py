# SPDX-License-Identifier: Apache-2.0
"""The last check of all payments: the page looks at what was written since."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="WholeCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_at", models.DateTimeField(unique=True)),
                ("took_ms", models.IntegerField()),
                ("broken", models.IntegerField()),
                ("intents", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list)),
            ],
            options={
                "ordering": ["-checked_at"],
            },
        ),
    ]

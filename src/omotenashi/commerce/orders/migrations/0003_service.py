# SPDX-License-Identifier: Apache-2.0
"""The days a customer has, for collecting and for sending back, in one place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("settings", models.JSONField(default=dict)),
                ("used_since", models.DateTimeField(unique=True)),
            ],
            options={
                "ordering": ["-used_since"],
            },
        ),
    ]

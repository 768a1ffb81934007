# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0014_ways"),
    ]

    operations = [
        migrations.CreateModel(
            name="SenderCheck",
            fields=[
                ("domain", models.TextField(primary_key=True, serialize=False)),
                ("records", models.JSONField(default=list)),
                ("looked_at", models.DateTimeField()),
            ],
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The reasons to buy that are asked, by the moment since which they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_service"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReasonsVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("written", models.TextField()),
                ("used_since", models.DateTimeField(unique=True)),
            ],
            options={
                "ordering": ["-used_since"],
            },
        ),
    ]

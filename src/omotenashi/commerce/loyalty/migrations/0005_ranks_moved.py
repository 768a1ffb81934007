# SPDX-License-Identifier: Apache-2.0
"""Which rank a member had before: who moved can be read from the rank itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_promises"),
        ("loyalty", "0004_gift_sales"),
    ]

    operations = [
        migrations.AddField(
            model_name="tierstate",
            name="before",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="tierstate",
            index=models.Index(fields=["-since", "node"], name="loyalty_ranks_moved"),
        ),
    ]

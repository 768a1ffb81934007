# SPDX-License-Identifier: Apache-2.0
"""Shares are asked by their day over everybody: a span is read alone, and the newest come first without sorting all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_reasons"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="attribution",
            index=models.Index(fields=["at", "id"], name="orders_credits_by_time"),
        ),
    ]

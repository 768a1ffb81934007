# SPDX-License-Identifier: Apache-2.0
"""Since when what people wait for cannot be had, and what a wish cost when it was last looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_variant_words")]

    operations = [
        migrations.AddField("restockrequest", "gone_at", models.DateTimeField(null=True)),
        migrations.AddField("wish", "gone_at", models.DateTimeField(null=True)),
        migrations.AddField("wish", "seen_amount", models.BigIntegerField(null=True)),
    ]

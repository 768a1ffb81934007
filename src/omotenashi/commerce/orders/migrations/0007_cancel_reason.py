# SPDX-License-Identifier: Apache-2.0
"""定期: why a contract ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_subscriptions")]

    operations = [
        migrations.AddField(model_name="subscription", name="cancel_reason", field=models.TextField(default="")),
    ]

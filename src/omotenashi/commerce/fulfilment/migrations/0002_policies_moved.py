# SPDX-License-Identifier: Apache-2.0
"""The policy of service is kept by orders: checkout says it, fulfilment keeps it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0001_first")]
    operations = [migrations.DeleteModel(name="PolicyVersion")]

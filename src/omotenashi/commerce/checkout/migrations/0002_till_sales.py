# SPDX-License-Identifier: Apache-2.0
"""Sales as tills number them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checkout", "0001_first"), ("locations", "0003_what_places_can")]

    operations = [
        migrations.CreateModel(
            name="TillSale",
            fields=[
                ("sale_id", models.UUIDField(primary_key=True, serialize=False)),
                ("terminal", models.TextField()),
                ("sequence", models.BigIntegerField()),
                ("order_id", models.UUIDField(null=True, unique=True)),
                ("offline", models.BooleanField(default=False)),
                ("content", models.BinaryField(max_length=32)),
                ("sold_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("result", models.JSONField(default=dict)),
                ("differences", models.JSONField(default=list)),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="locations.location"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shop", "terminal", "sequence"), name="checkout_one_sale_per_number"
                    ),
                    models.CheckConstraint(condition=models.Q(("sequence__gt", 0)), name="checkout_sequence_from_one"),
                ],
            },
        ),
    ]

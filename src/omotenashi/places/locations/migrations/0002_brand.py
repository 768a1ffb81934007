# SPDX-License-Identifier: Apache-2.0
"""How the house looks to customers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("locations", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="retailer",
            name="colour",
            field=models.CharField(db_default="", default="", max_length=7),
        ),
        migrations.AddField(
            model_name="retailer",
            name="logo",
            field=models.CharField(db_default="", default="", max_length=32),
        ),
        migrations.CreateModel(
            name="BrandKit",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("picture", models.BinaryField(null=True)),
                ("picture_type", models.CharField(default="", max_length=20)),
                ("legal", models.JSONField(default=dict)),
                ("privacy", models.TextField(default="")),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="locations_one_brand_kit")
                ],
            },
        ),
    ]

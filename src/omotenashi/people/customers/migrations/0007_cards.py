# SPDX-License-Identifier: Apache-2.0
"""Codes that count once, and the sequence of member numbers."""

from django.db import migrations, models

SEQUENCE = "CREATE SEQUENCE customers_member_no_seq AS bigint MAXVALUE 999999999;"


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_notes")]
    operations = [
        migrations.CreateModel(
            name="SpentCode",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("spent_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL(SEQUENCE, "DROP SEQUENCE customers_member_no_seq;"),
    ]

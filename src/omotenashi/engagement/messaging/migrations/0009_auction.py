# SPDX-License-Identifier: Apache-2.0
"""Advertising waits a tick so that what matters more overtakes it; paces of channels and domains."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0008_composed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.TextField()),
                ("domain", models.TextField(default="")),
                ("most", models.IntegerField()),
                ("seconds", models.IntegerField()),
                ("began_at", models.DateTimeField()),
                ("used", models.IntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="message",
            name="best_hour",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="message",
            name="margin",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="policy",
            name="broadcast_tick",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="policy",
            name="tick",
            field=models.IntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ["intended", "held"])),
                fields=["weight", "due_at", "id"],
                name="messaging_to_judge",
            ),
        ),
        migrations.AddConstraint(
            model_name="pace",
            constraint=models.UniqueConstraint(fields=("channel", "domain"), name="messaging_one_pace"),
        ),
        migrations.AddConstraint(
            model_name="pace",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gte", 0), ("seconds__gte", 1), ("used__gte", 0)), name="messaging_pace"
            ),
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Gift cards are sold on the web and given at the desk: to whom, from whom, why, and whether the mail went out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0003_reserve"),
    ]

    operations = [
        migrations.AddField(
            model_name="giftcard",
            name="by",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="giftcard",
            name="message",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="giftcard",
            name="order_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="giftcard",
            name="reason",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="giftcard",
            name="recipient_mail",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="giftcard",
            name="recipient_name",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="giftcard",
            name="sender",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="giftcard",
            name="sent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="giftcard",
            index=models.Index(
                condition=models.Q(
                    ("sent_at", None), ("stopped_at", None), models.Q(("recipient_mail", ""), _negated=True)
                ),
                fields=["issued_at"],
                name="loyalty_cards_to_send",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftcard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("order_id__isnull", False)), fields=("order_id",), name="loyalty_one_card_an_order"
            ),
        ),
    ]

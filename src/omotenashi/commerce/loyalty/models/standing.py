# SPDX-License-Identifier: Apache-2.0
"""The programme (how long points live, which ranks there are), the rank of a membership, gift cards, referrals."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty.models.wallets import Wallet
from omotenashi.people.customers.models import Node


class Programme(models.Model):
    """One version of the rules of points and ranks, as `rules.programme` reads them. The newest counts."""

    version = models.BigAutoField(primary_key=True)
    settings = models.JSONField(default=dict)
    since = models.DateTimeField()
    by = models.TextField(default="")


class TierState(models.Model):
    """The rank of one membership: the fold of the entries of the person's wallets in a window, by a rule's version.

    `before` is the rank that it replaced at `since`; `changed_in` is the transaction that did so, kept by a trigger.
    """

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.PROTECT, related_name="+")
    tier = models.TextField()
    before = models.TextField(default="", db_default="")
    basis = models.BigIntegerField()
    window_from = models.DateTimeField()
    rule_version = models.BigIntegerField()
    since = models.DateTimeField()
    decided_at = models.DateTimeField()
    changed_in = models.BigIntegerField(db_index=True, db_default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-since", "node"], name="loyalty_ranks_moved")]


class GiftCard(models.Model):
    """Value whose bearer may use it, found by the keyed hash of its code. Never paid out in cash.

    One that was sold (`order_id`, or a reason of the desk) holds paid value, one that was given holds store credit:
    the law on prepaid means counts only the first. A mail goes to the recipient once, `sent_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    code_hash = models.BinaryField(max_length=32, unique=True)
    last_four = models.CharField(max_length=4)
    wallet = models.OneToOneField(Wallet, on_delete=models.PROTECT, related_name="gift_card")
    amount = models.BigIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    order_id = models.UUIDField(null=True)
    reason = models.TextField(default="", db_default="")
    by = models.TextField(default="", db_default="")
    recipient_name = models.TextField(default="", db_default="")
    recipient_mail = models.TextField(default="", db_default="")
    sender = models.TextField(default="", db_default="")
    message = models.TextField(default="", db_default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order_id"], condition=Q(order_id__isnull=False), name="loyalty_one_card_an_order"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["issued_at"],
                condition=Q(sent_at=None, stopped_at=None) & ~Q(recipient_mail=""),
                name="loyalty_cards_to_send",
            )
        ]


class Referral(models.Model):
    """One customer brought another: both get points once, when the friend has bought for the first time."""

    id = models.UUIDField(primary_key=True, default=new_id)
    referrer = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    friend = models.OneToOneField(Node, on_delete=models.PROTECT, related_name="+")
    referred_at = models.DateTimeField()
    rewarded_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(referrer=F("friend")), name="loyalty_nobody_refers_oneself")
        ]

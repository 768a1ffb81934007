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
    """The rank of one membership: the fold of the entries of the person's wallets in a window, by a rule's version."""

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.PROTECT, related_name="+")
    tier = models.TextField()
    basis = models.BigIntegerField()
    window_from = models.DateTimeField()
    rule_version = models.BigIntegerField()
    since = models.DateTimeField()
    decided_at = models.DateTimeField()


class GiftCard(models.Model):
    """Paid value whose bearer may use it, found by the keyed hash of its code. Never paid out in cash."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    code_hash = models.BinaryField(max_length=32, unique=True)
    last_four = models.CharField(max_length=4)
    wallet = models.OneToOneField(Wallet, on_delete=models.PROTECT, related_name="gift_card")
    amount = models.BigIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)


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

# SPDX-License-Identifier: Apache-2.0
"""The points wallet: a ledger, and a balance that is its sum. It hangs on the node of the membership."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node


class Wallet(models.Model):
    """The points of one membership. The balance of a person is the sum over the person's wallets."""

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.OneToOneField(Node, on_delete=models.PROTECT)
    available = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(available__gte=0), name="loyalty_never_negative")
        ]


class WalletEntry(models.Model):
    """Points that came or went, once per key. Append-only, by a trigger."""

    class Type(models.TextChoices):
        EARN = "earn"
        BURN = "burn"
        EXPIRE = "expire"
        ADJUST = "adjust"

    id = models.UUIDField(primary_key=True, default=new_id)
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="entries")
    amount = models.BigIntegerField()
    type = models.CharField(max_length=12, choices=Type)
    occurred_at = models.DateTimeField()
    key = models.TextField(unique=True)

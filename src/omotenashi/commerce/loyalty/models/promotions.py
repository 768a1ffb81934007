# SPDX-License-Identifier: Apache-2.0
"""Campaigns, the codes that open them, and what was redeemed. Counters move by condition, never by writing back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node


class Campaign(models.Model):
    """One rule of price or points. `terms` holds the conditions and the effect as `rules.promotions` reads them.

    `version` rises with each change of the terms, so that a till's copy can be told from the present one.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField()
    terms = models.JSONField(default=dict)
    by_coupon = models.BooleanField(default=False)
    priority = models.IntegerField(default=100)
    stack_group = models.TextField(default="")
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    cap_amount = models.BigIntegerField(null=True)
    cap_count = models.BigIntegerField(null=True)
    used_amount = models.BigIntegerField(default=0)
    used_count = models.BigIntegerField(default=0)
    per_customer = models.IntegerField(null=True)
    reissue = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used_amount__gte=0, used_count__gte=0)
                & (Q(cap_amount=None) | Q(used_amount__lte=F("cap_amount")))
                & (Q(cap_count=None) | Q(used_count__lte=F("cap_count"))),
                name="loyalty_campaign_in_caps",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CodeBatch(models.Model):
    """Codes asked for at once, and how far they are."""

    id = models.UUIDField(primary_key=True, default=new_id)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="batches")
    key = models.TextField(unique=True)
    channel = models.TextField(default="")
    count = models.IntegerField()
    made = models.IntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


class CouponCode(models.Model):
    """A code that is used once. Only its keyed hash is stored; the word is made again from the id when it is shown."""

    class State(models.TextChoices):
        ISSUED = "issued"
        ASSIGNED = "assigned"
        LOCKED = "locked"
        REDEEMED = "redeemed"
        EXPIRED = "expired"
        VOID = "void"

    id = models.UUIDField(primary_key=True, default=new_id)
    code_hash = models.BinaryField(max_length=32, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="codes")
    batch = models.ForeignKey(CodeBatch, null=True, on_delete=models.PROTECT, related_name="codes")
    state = models.CharField(max_length=10, choices=State, default=State.ISSUED)
    node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    viewed_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)
    redeemed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)


class Redemption(models.Model):
    """One use of a campaign for one order: locked, redeemed, rolled back; or lapsed or released.

    `n` counts the uses of one customer; the constraint stands behind the count under the person's lock.
    """

    class State(models.TextChoices):
        LOCKED = "locked"
        REDEEMED = "redeemed"
        ROLLED_BACK = "rolled_back"
        LAPSED = "lapsed"
        RELEASED = "released"

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="redemptions")
    code = models.ForeignKey(CouponCode, null=True, on_delete=models.PROTECT, related_name="redemptions")
    order_id = models.UUIDField(db_index=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    n = models.IntegerField(default=1)
    channel = models.TextField(default="")
    state = models.CharField(max_length=12, choices=State, default=State.LOCKED)
    locked_at = models.DateTimeField()
    locked_until = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(state__in=["locked", "redeemed"]), name="loyalty_code_used_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "node", "n"],
                condition=Q(state__in=["locked", "redeemed"]),
                name="loyalty_customer_used_nth",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0, n__gte=1), name="loyalty_redemption_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["locked_until"], condition=Q(state="locked"), name="loyalty_redemptions_to_lapse")
        ]

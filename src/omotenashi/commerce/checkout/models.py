# SPDX-License-Identifier: Apache-2.0
"""Baskets, what confirming an order has to do, and the terms under which the retailer sells."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.people.customers.models import Node
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Channel, Location


class Basket(models.Model):
    """What somebody means to buy. It belongs to a device (its token) and, once known, to a member; one open per member.

    `shop` is where it was begun (店頭QRカート), `opened_by` the clerk who did. Closed baskets stay as evidence.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ORDERED = "ordered"
        MERGED = "merged"
        ABANDONED = "abandoned"

    id = models.UUIDField(primary_key=True, default=new_id)
    token_hash = models.BinaryField(max_length=32, unique=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    shop = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    coupons = ArrayField(models.TextField(), default=list)
    points = models.BigIntegerField(default=0)
    order_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["node"], condition=Q(state="open", node__isnull=False), name="checkout_one_open_basket"
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="checkout_points_not_negative"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["changed_at"], condition=Q(state="open"), name="checkout_open_baskets")
        ]


class BasketLine(models.Model):
    """So many of a variant, and how they are to be received: where, for a pick-up or a try-on."""

    id = models.UUIDField(primary_key=True, default=new_id)
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()
    mode = models.CharField(max_length=10, default="ship")
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["basket", "variant", "mode", "location"], nulls_distinct=False, name="checkout_one_line"
            ),
            models.CheckConstraint(condition=Q(quantity__range=(1, 999)), name="checkout_sane_quantity"),
        ]


class Settlement(models.Model):
    """What was set aside for an order and what is to become of it: written when it is placed, worked off once.

    `earned` is per order line the points and the money they are for, `coupons` the keys of the redemptions.
    """

    order_id = models.UUIDField(primary_key=True)
    intent_id = models.UUIDField(unique=True)
    basket = models.ForeignKey(Basket, null=True, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.TextField(unique=True)
    points = models.BigIntegerField(default=0)
    coupons = models.JSONField(default=list)
    earned = models.JSONField(default=dict)
    placed_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | Q(given_up_at__isnull=True)
                | Q(given_up_at__gt=models.F("confirmed_at")),
                name="checkout_confirmed_before_given_up",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["lapses_at"],
                condition=Q(confirmed_at__isnull=True, given_up_at__isnull=True),
                name="checkout_waiting",
            )
        ]


class TillSale(models.Model):
    """A sale as a till numbered it, and what it came to. A number that is missing is a sale that was not told yet.

    `content` is a digest of what was said: an id that comes again with other goods is a mistake. `differences` say
    where an offline till asked something else than we would have.
    """

    sale_id = models.UUIDField(primary_key=True)
    shop = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    terminal = models.TextField()
    sequence = models.BigIntegerField()
    order_id = models.UUIDField(null=True, unique=True)
    offline = models.BooleanField(default=False)
    content = models.BinaryField(max_length=32)
    sold_at = models.DateTimeField()
    received_at = models.DateTimeField()
    result = models.JSONField(default=dict)
    differences = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "terminal", "sequence"], name="checkout_one_sale_per_number"),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="checkout_sequence_from_one"),
        ]


class RefusedUpload(models.Model):
    """A sale that an offline till told and nobody could book: kept as it was told until somebody books or settles it.

    `key` is its terminal with the id of the sale, or with a digest where even that cannot be read: told again it is one.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    shop = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    terminal = models.TextField()
    sequence = models.BigIntegerField(null=True)
    content = models.JSONField()
    reason = models.TextField()
    detail = models.TextField(default="")
    uploaded_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    refused_at = models.DateTimeField()
    tries = models.IntegerField(default=1)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    order_id = models.UUIDField(null=True)
    note = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-refused_at"], condition=Q(settled_at=None), name="checkout_refused_open")
        ]


class TermsVersion(models.Model):
    """The terms of sale from a moment on, as `rules.terms` reads them; orders keep what was shown."""

    settings = models.JSONField(default=dict)
    used_since = models.DateTimeField(unique=True)

    class Meta:
        ordering: ClassVar = ["-used_since"]

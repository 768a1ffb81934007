# SPDX-License-Identifier: Apache-2.0
"""The retailer and its places."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id


class Retailer(models.Model):
    """The one retailer of this installation. One row, kept one by a constraint.

    `colour` and `logo` (the digest of its picture) are read with every page for customers; the rest is in BrandKit.
    """

    only = models.BooleanField(primary_key=True, default=True)
    name = models.TextField()
    currency = models.CharField(max_length=3, default="JPY")
    zone = models.TextField(default="Asia/Tokyo")
    registration_number = models.TextField(blank=True, default="")
    is_demo = models.BooleanField(default=False)
    colour = models.CharField(max_length=7, default="", db_default="")
    logo = models.CharField(max_length=32, default="", db_default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="locations_one_retailer")]


class BrandKit(models.Model):
    """What else customers see of the house: the picture of its logo and the pages that the law asks for.

    `look` holds colours and letters of messages, `voice` how the house speaks and which words it watches, as
    `rules.looks` and `rules.voices` read them.
    """

    only = models.BooleanField(primary_key=True, default=True)
    picture = models.BinaryField(null=True)
    picture_type = models.CharField(max_length=20, default="")
    legal = models.JSONField(default=dict)
    privacy = models.TextField(default="")
    look = models.JSONField(default=dict, db_default={})
    voice = models.JSONField(default=dict, db_default={})
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="locations_one_brand_kit")]


class Location(models.Model):
    """A shop, a warehouse or a virtual place. Stock, orders, pick-ups and sensors point at one.

    What it can do follows from its kind when it is made (rules/capabilities.py) and is then the retailer's to say.
    `picks_per_hour` is how many pieces can be taken from the shelves for others in an hour; null means no limit.
    `pickup_minutes` and `ship_hours` are its own pace where it differs from the house's; orders for the counter end
    `last_pickup_minutes` before it closes: what would be ready later is promised for the next opening.
    `zone` is the time zone of those who buy here, where it is not the house's: it says when they are written to.
    """

    class Kind(models.TextChoices):
        STORE = "store"
        DC = "dc"
        SHOWROOM = "showroom"
        PARTNER = "partner"
        VIRTUAL = "virtual"

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STORE)
    name = models.TextField()
    prefecture = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, db_default="")
    phone = models.TextField(blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    can_ship = models.BooleanField(db_default=False)
    can_pickup = models.BooleanField(db_default=False)
    can_try_on = models.BooleanField(db_default=False)
    can_take_back = models.BooleanField(db_default=False)
    picks_per_hour = models.IntegerField(null=True)
    pickup_minutes = models.IntegerField(null=True)
    ship_hours = models.IntegerField(null=True)
    last_pickup_minutes = models.IntegerField(db_default=0)
    zone = models.TextField(blank=True, db_default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(picks_per_hour__isnull=True) | models.Q(picks_per_hour__gte=0),
                name="locations_picks_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(last_pickup_minutes__range=(0, 720))
                & (models.Q(pickup_minutes__isnull=True) | models.Q(pickup_minutes__gte=0))
                & (models.Q(ship_hours__isnull=True) | models.Q(ship_hours__gte=0)),
                name="locations_pace_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A till, a tablet or a scanner of a place; what it does is kept under its code."""

    class Kind(models.TextChoices):
        TILL = "till"
        TABLET = "tablet"
        SCANNER = "scanner"
        GATE = "gate"

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    kind = models.TextField(choices=Kind, default=Kind.TILL)
    name = models.TextField(db_default="")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="devices")
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code

# SPDX-License-Identifier: Apache-2.0
"""The retailer, where it sells, and through what."""

from django.db import models

from omotenashi.base.ids import new_id


class Retailer(models.Model):
    """The one retailer of this installation. One row, kept one by a constraint."""

    only = models.BooleanField(primary_key=True, default=True)
    name = models.TextField()
    currency = models.CharField(max_length=3, default="JPY")
    zone = models.TextField(default="Asia/Tokyo")
    registration_number = models.TextField(blank=True, default="")
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="locations_one_retailer")]


class Location(models.Model):
    """A shop, a warehouse or a virtual place. Stock, orders, pick-ups and sensors point at one."""

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
    phone = models.TextField(blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """A way to sell: the EC site, the till, LINE, the phone, a mall."""

    class Kind(models.TextChoices):
        WEB = "web"
        APP = "app"
        POS = "pos"
        LINE = "line"
        PHONE = "phone"
        MARKET = "market"
        POST = "post"

    code = models.TextField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.TextField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

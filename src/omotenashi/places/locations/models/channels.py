# SPDX-License-Identifier: Apache-2.0
"""Ways to sell, and which places each of them sells from."""

from typing import ClassVar

from django.db import models

from omotenashi.places.locations.models.places import Location


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


class ChannelLocation(models.Model):
    """A channel sells from a place: in which order, how much it leaves there, how sure the book must be.

    A channel without any such row sells from every open place that has shelves (queries.selling_at).
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="channels")
    priority = models.IntegerField(db_default=100)
    sellable = models.BooleanField(db_default=True)
    buffer_abs = models.IntegerField(db_default=0)
    buffer_pct = models.IntegerField(db_default=0)
    min_confidence = models.IntegerField(db_default=30)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "location"], name="locations_place_once_a_channel"),
            models.CheckConstraint(
                condition=models.Q(buffer_abs__gte=0, buffer_pct__range=(0, 100), min_confidence__range=(0, 100)),
                name="locations_buffer_in_range",
            ),
        ]

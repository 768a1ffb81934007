# SPDX-License-Identifier: Apache-2.0
"""Where postal codes lie, as the retailer loaded it, and how far each lies from the shops."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.places.locations.models.places import Location


class PositionLoad(models.Model):
    """One reading of published positions. The newest is the one in use; `flawed` lines could not be read."""

    source = models.TextField()
    kind = models.CharField(max_length=5)
    by = models.TextField(default="")
    loaded_at = models.DateTimeField()
    lines = models.IntegerField()
    codes = models.IntegerField()
    flawed = models.IntegerField()
    towns_unknown = models.IntegerField(default=0)

    class Meta:
        ordering = ["-id"]


class PostalPosition(models.Model):
    """The middle of what one postal code stands for, in degrees (WGS 84)."""

    postal_code = models.CharField(max_length=7, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="locations_position_on_earth"
            ),
            models.CheckConstraint(condition=Q(postal_code__regex="^[0-9]{7}$"), name="locations_position_of_a_code"),
        ]


class PositionFlaw(models.Model):
    """A line that could not be read: kept with its reason until it is mended, or until other positions are loaded."""

    load = models.ForeignKey(PositionLoad, on_delete=models.CASCADE, related_name="flaws")
    file = models.TextField()
    line = models.IntegerField()
    text = models.TextField()
    header = models.TextField(default="")
    reason = models.CharField(max_length=12)
    mended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class ShopReach(models.Model):
    """How far a postal code lies from a shop, up to `rules.distance.REACH_KM`; further is not kept. Follows from the rest."""

    pk = models.CompositePrimaryKey("postal_code", "location_id")
    postal_code = models.CharField(max_length=7)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+", db_index=False)
    km = models.FloatField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["location", "km"], name="locations_reach_of_shop")]

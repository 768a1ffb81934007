# SPDX-License-Identifier: Apache-2.0
"""What a shop tells of itself on its page, and what tills may do without asking."""

from typing import ClassVar

from django.db import models

from omotenashi.places.locations.models.places import Location


class ShopPage(models.Model):
    """How to find a shop: the way from the station, where to park, a picture and what it shows (`alt`)."""

    location = models.OneToOneField(Location, primary_key=True, on_delete=models.CASCADE, related_name="page")
    access = models.TextField(default="")
    parking = models.TextField(default="")
    picture = models.BinaryField(null=True)
    picture_type = models.CharField(max_length=20, default="")
    digest = models.CharField(max_length=32, default="")
    alt = models.TextField(default="")
    changed_at = models.DateTimeField()


class TillVersion(models.Model):
    """What tills may do from a moment on, as `rules.tills` reads it."""

    settings = models.JSONField(default=dict)
    used_since = models.DateTimeField(unique=True)

    class Meta:
        ordering: ClassVar = ["-used_since"]

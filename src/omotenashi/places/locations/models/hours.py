# SPDX-License-Identifier: Apache-2.0
"""When a place is open: a week, what holidays do to it, and days of their own."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from omotenashi.places.locations.models.places import Location


class OpeningHours(models.Model):
    """One span of a weekday (0 Monday … 6 Sunday, 7 a national holiday). A place without any is always open."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="hours")
    weekday = models.IntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["location", "weekday", "opens"], name="locations_one_span"),
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 7), closes__gt=F("opens")), name="locations_hours_in_a_day"
            ),
        ]


class HoursException(models.Model):
    """A day of its own: closed, or open at other hours."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    note = models.TextField(db_default="")

    class Meta:
        ordering = ["date"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["location", "date"], name="locations_one_exception_a_day"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(closes__gt=F("opens")),
                name="locations_exception_closed_or_hours",
            ),
        ]

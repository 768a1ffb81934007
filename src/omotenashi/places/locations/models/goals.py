# SPDX-License-Identifier: Apache-2.0
"""What a shop aims at: sales of its own, and the worth of its customers wherever they buy."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.places.locations.models.places import Location


class Goal(models.Model):
    """A goal holds from a month on (its first day) until another one is set. `amount` in minor units; none: no goal."""

    class Kind(models.TextChoices):
        SALES = "sales"
        LTV = "ltv"

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="goals", db_index=False)
    kind = models.CharField(max_length=5, choices=Kind)
    month = models.DateField()
    amount = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["location", "kind", "month"], name="locations_one_goal"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="locations_goal_above_zero"),
            models.CheckConstraint(condition=Q(month__day=1), name="locations_goal_of_a_month"),
        ]

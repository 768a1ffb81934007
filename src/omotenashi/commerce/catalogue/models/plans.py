# SPDX-License-Identifier: Apache-2.0
"""企画: products that are thought of because somebody wanted them in vain."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id


class ProductPlan(models.Model):
    """A product that does not exist yet: who wanted it (`need` and `word`, persons within `days`), and what it may sell.

    The numbers are those of the moment it was planned. `share` of those who asked buy; `is_assumed`: the planner said so, and
    there is no interval. `drafted_at` is when the draft of the first order was taken out.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    need = models.TextField()
    word = models.TextField()
    days = models.IntegerField()
    persons = models.IntegerField()
    share = models.FloatField()
    is_assumed = models.BooleanField(default=False)
    price = models.BigIntegerField()
    months = models.IntegerField()
    lot = models.IntegerField()
    units = models.IntegerField()
    units_low = models.IntegerField(null=True)
    units_high = models.IntegerField(null=True)
    quantity = models.IntegerField()
    note = models.TextField(default="")
    planned_by = models.TextField()
    planned_at = models.DateTimeField()
    drafted_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-planned_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    share__range=(0, 1), price__gte=0, months__gte=1, lot__gte=1, units__gte=0, quantity__gte=0
                ),
                name="catalogue_plan_is_sound",
            )
        ]

    def __str__(self) -> str:
        return self.name

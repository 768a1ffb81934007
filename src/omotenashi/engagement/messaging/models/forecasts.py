# SPDX-License-Identifier: Apache-2.0
"""What was foretold of a send before it went, and what came: kept together, so that a forecast can be held to its word."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id


class Forecast(models.Model):
    """One campaign over one channel: what its first days (`made_at` to `until`) were to bring within a week of each message.

    Written when it is published and never changed but for what came (`actual_*`), which is counted once all of its readers
    have had their week. `model` names the way it was reckoned, `runs` how many earlier runs it was learned from.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    campaign = models.TextField()
    channel = models.TextField()
    purpose = models.TextField()
    name = models.TextField(default="")
    model = models.TextField()
    runs = models.IntegerField()
    people = models.IntegerField()
    rate = models.FloatField()
    rate_low = models.FloatField()
    rate_high = models.FloatField()
    sales = models.BigIntegerField()
    margin = models.BigIntegerField()
    cost = models.BigIntegerField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    actual_people = models.IntegerField(null=True)
    actual_buyers = models.IntegerField(null=True)
    actual_sales = models.BigIntegerField(null=True)
    actual_margin = models.BigIntegerField(null=True)
    actual_cost = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_at=None, actual_people=None)
                | Q(settled_at__isnull=False, actual_people__isnull=False),
                name="messaging_forecast_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(rate_low__gte=0, rate_low__lte=models.F("rate"), rate_high__gte=models.F("rate")),
                name="messaging_forecast_in_range",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["until"], condition=Q(settled_at=None), name="messaging_forecast_open"),
            models.Index(fields=["-made_at", "-id"], name="messaging_forecast_newest"),
        ]

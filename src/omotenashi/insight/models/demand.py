# SPDX-License-Identifier: Apache-2.0
"""What a variant will sell in a place, and on which terms it is supplied."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.insight.models.runs import ModelRun


class DemandModel(ModelRun):
    """One night of demand: every method compared on the weeks that were kept back, and which of them serves whom."""

    # Of a record that carries no forecast: why.
    refused = models.TextField(default="")
    series = models.IntegerField(default=0)
    proposals = models.IntegerField(default=0)


class DemandForecast(models.Model):
    """What one variant will sell in one place, and what to order because of it, by the newest night.

    `weeks` are the expected pieces of the coming weeks, `spread` how far a count may lie from them (variance = mean +
    spread × mean²). `held` is free stock and what is on its way; of a warehouse that of the whole chain. `wanted` is what an
    order asks for, `quantity` what the source can give of it. No foreign key, like the scores.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.IntegerField()
    variant_id = models.UUIDField()
    location_id = models.UUIDField()
    # Where it comes from; empty: it is bought.
    source_id = models.UUIDField(null=True)
    kind = models.TextField()
    method = models.TextField()
    weeks = ArrayField(models.FloatField())
    spread = models.FloatField()
    free = models.IntegerField()
    coming = models.IntegerField()
    held = models.IntegerField()
    lead_days = models.IntegerField()
    review_days = models.IntegerField()
    service = models.IntegerField()
    expected = models.FloatField()
    reorder_point = models.IntegerField()
    target = models.IntegerField()
    wanted = models.IntegerField()
    quantity = models.IntegerField()
    risk = models.FloatField()
    missing = models.FloatField()
    # What is missing, at its price: by this the list is sorted.
    at_stake = models.BigIntegerField()
    out_on = models.DateField(null=True)
    sold_28 = models.IntegerField()
    out_days = models.IntegerField()
    as_of = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    transfer_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["variant_id", "location_id"], name="insight_one_demand_forecast")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at_stake", "id"], name="insight_demand_stake"),
            models.Index(fields=["location_id", "-at_stake", "id"], name="insight_demand_of_place"),
        ]


class SupplyTerms(models.Model):
    """How long a delivery to a place takes, how often it is looked at, and how rarely it may run out; as somebody set it."""

    location_id = models.UUIDField(primary_key=True)
    lead_days = models.IntegerField()
    review_days = models.IntegerField()
    service = models.IntegerField()
    set_by = models.TextField(default="")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(lead_days__range=(0, 60), review_days__range=(1, 28), service__range=(50, 99)),
                name="insight_supply_terms_within",
            )
        ]

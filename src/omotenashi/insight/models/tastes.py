# SPDX-License-Identifier: Apache-2.0
"""Towards what people lean, by the newest night, and what they took away."""

from typing import ClassVar

from django.db import models

from omotenashi.insight.models.runs import ModelRun
from omotenashi.people.customers.models import Node


class TasteModel(ModelRun):
    """One night of tastes: `told` has how many tags there are on each axis and the numbers that decided."""

    people = models.IntegerField(default=0)
    tags = models.IntegerField(default=0)


class Taste(models.Model):
    """One tag of 好みの傾向: a person leans towards a value of an axis, by the newest night. No foreign key, like the scores.

    `place` is its rank among the person's; `z`, `share` and `base` say how it was decided (`tastes.leaning`). `evidence` has
    the strongest things: act, thing, times, day, order; `counts` all acts.
    """

    person_id = models.UUIDField()
    axis = models.TextField()
    value = models.TextField()
    place = models.SmallIntegerField()
    z = models.FloatField()
    share = models.FloatField()
    base = models.FloatField()
    counts = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    version = models.IntegerField()
    as_of = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "axis", "value"], name="insight_one_taste")
        ]
        indexes: ClassVar = [models.Index(fields=["axis", "value"], name="insight_taste_value")]


class TasteRefusal(models.Model):
    """A tag that a customer took away. It is not made again for 180 days, whatever they do."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    axis = models.TextField()
    value = models.TextField()
    refused_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "axis", "value"], name="insight_one_taste_refusal")
        ]

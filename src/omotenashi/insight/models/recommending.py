# SPDX-License-Identifier: Apache-2.0
"""What goes with a product, and what a person may want next."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from omotenashi.insight.models.runs import ModelRun


class RecommendModel(ModelRun):
    """One night of recommendations: what every method reached on what was kept back, and which of them serves."""

    method = models.TextField(default="")
    people = models.IntegerField(default=0)
    products = models.IntegerField(default=0)


class Recommendation(models.Model):
    """What one person may like next and is due to buy again, the best first. Products are numbers of `Likeness`.

    `because` is the person's own product that speaks for it (-1: it is bought by many), `people` how many bought both.
    `moved_by` says what moved it forward: `taste:<axis>:<value>`, `usage:<product that was finished>`, or nothing.
    """

    person_id = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    products = ArrayField(models.IntegerField())
    because = ArrayField(models.IntegerField())
    people = ArrayField(models.IntegerField())
    moved_by = ArrayField(models.TextField(), default=list, db_default=[])
    due = ArrayField(models.IntegerField())
    due_dates = ArrayField(models.DateField())
    due_cycles = ArrayField(models.IntegerField())
    due_own = ArrayField(models.BooleanField())
    as_of = models.DateField()


class Likeness(models.Model):
    """What goes with one product: bought by the same people, bought on the same day, bought again after so many days."""

    product_id = models.UUIDField(primary_key=True)
    number = models.IntegerField(unique=True)
    buyers = models.IntegerField()
    again = models.IntegerField()
    cycle_days = models.IntegerField()
    similar = ArrayField(models.IntegerField())
    similar_people = ArrayField(models.IntegerField())
    together = ArrayField(models.IntegerField())
    together_baskets = ArrayField(models.IntegerField())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-buyers", "number"], name="insight_likeness_buyers")]

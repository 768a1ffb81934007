# SPDX-License-Identifier: Apache-2.0
"""What is kept of the answers: one row of scores per person, and the runs that made them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id


class Score(models.Model):
    """The figures of one person as of the last run. No foreign key: a person may end in another between two runs."""

    person_id = models.UUIDField(primary_key=True)
    orders = models.IntegerField()
    sales = models.BigIntegerField()
    sales_year = models.BigIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    channels = ArrayField(models.TextField())
    r = models.SmallIntegerField()
    f = models.SmallIntegerField()
    m = models.SmallIntegerField()
    rank = models.TextField()
    as_of = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-sales", "person_id"], name="insight_score_sales"),
            models.Index(fields=["-last_day", "person_id"], name="insight_score_last"),
            models.Index(fields=["-orders", "person_id"], name="insight_score_orders"),
        ]


class Run(models.Model):
    """One refresh of the lake and the scores."""

    id = models.UUIDField(primary_key=True, default=new_id)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    version = models.IntegerField(null=True)
    rows = models.BigIntegerField(default=0)
    months = models.IntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["-started_at"]


class ValueModel(models.Model):
    """One fit of the value models: what was fitted, whether it answers, how it did on what was kept back."""

    version = models.AutoField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(default="")
    stage = models.TextField(default="")
    as_of = models.DateField(null=True)
    answers = models.BooleanField(default=False)
    customers = models.IntegerField(default=0)
    # The answer without its rows: fits, refusals, warnings, population, the check on what was kept back.
    told = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-version"]


class Prediction(models.Model):
    """What one person will be worth, by the newest model. No foreign key, like the scores."""

    person_id = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    repeats = models.IntegerField()
    p_alive = models.FloatField()
    expected = models.FloatField()
    expected_low = models.IntegerField()
    expected_high = models.IntegerField()
    spend = models.BigIntegerField()
    value = models.BigIntegerField()
    value_low = models.BigIntegerField()
    value_high = models.BigIntegerField()
    # Empty where it lies further away than a calendar goes.
    next_date = models.DateField(null=True)
    next_low = models.DateField(null=True)
    next_high = models.DateField(null=True)
    as_of = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-value", "person_id"], name="insight_prediction_value")]


class RecommendModel(models.Model):
    """One night of recommendations: every method compared on what was kept back, and which of them serves."""

    version = models.AutoField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    error = models.TextField(default="")
    stage = models.TextField(default="")
    done = models.IntegerField(default=0)
    steps = models.IntegerField(default=0)
    as_of = models.DateField(null=True)
    method = models.TextField(default="")
    people = models.IntegerField(default=0)
    products = models.IntegerField(default=0)
    # What each method reached on what was kept back.
    told = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-version"]


class Recommendation(models.Model):
    """What one person may like next and is due to buy again, the best first. Products are numbers of `Likeness`.

    `because` is the person's own product that speaks for it (-1: it is bought by many), `people` how many bought both.
    """

    person_id = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    products = ArrayField(models.IntegerField())
    because = ArrayField(models.IntegerField())
    people = ArrayField(models.IntegerField())
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

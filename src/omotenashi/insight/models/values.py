# SPDX-License-Identifier: Apache-2.0
"""What each person bought so far, and what they will be worth."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from omotenashi.insight.models.runs import ModelRun


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


class ValueModel(ModelRun):
    """One fit of the value models: what was fitted, whether it answers, how it did on what was kept back.

    `told` is the answer without its rows: fits, refusals, warnings, population, the check on what was kept back.
    """

    answers = models.BooleanField(default=False)
    customers = models.IntegerField(default=0)


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

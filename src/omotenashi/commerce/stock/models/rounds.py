# SPDX-License-Identifier: Apache-2.0
"""Counting what lies there while the shop stays open."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.places.locations.models import Location


class CountRound(models.Model):
    """open → counting → review → posted | discarded. In a blind round nobody who counts is told what the book says."""

    class State(models.TextChoices):
        OPEN = "open"
        COUNTING = "counting"
        REVIEW = "review"
        POSTED = "posted"
        DISCARDED = "discarded"

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    name = models.TextField(db_default="")
    blind = models.BooleanField(db_default=True)
    state = models.TextField(choices=State, db_default="open")
    actor = models.TextField(db_default="")
    opened_at = models.DateTimeField()
    counting_at = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "counting", "review", "posted", "discarded"]), name="stock_round_state"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["location", "-opened_at"], name="stock_round_list")]


class CountLine(models.Model):
    """One variant of a round. `moved_since` is what was booked between the freeze and the count."""

    round = models.ForeignKey(CountRound, on_delete=models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT)
    expected_at_freeze = models.IntegerField()
    moved_since = models.IntegerField(db_default=0)
    first = models.IntegerField(null=True)
    first_by = models.TextField(db_default="")
    first_at = models.DateTimeField(null=True)
    second = models.IntegerField(null=True)
    second_by = models.TextField(db_default="")
    second_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "variant"], name="stock_counted_once_a_round"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second_by=models.F("first_by")), name="stock_a_second_person"
            ),
        ]

# SPDX-License-Identifier: Apache-2.0
"""How the retailer chose to choose, and each decision with all that it rested on."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from omotenashi.base.ids import new_id


class StrategyVersion(models.Model):
    """A strategy from a moment on. The newest one counts; the older ones explain older decisions."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    rules = ArrayField(models.TextField(), default=list)
    costs = models.JSONField(default=dict)
    used_since = models.DateTimeField(unique=True)

    class Meta:
        ordering: ClassVar = ["-used_since"]

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """Who serves what of one order, with the candidates, their scores and their refusals, so that it can be explained.

    `order_id` is the order's id without a foreign key: orders and sourcing are strangers. `asked`, `candidates` and
    `chosen` are what went in and came out, in the words of `rules.stored`. Append-only, by a trigger.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    order_id = models.UUIDField()
    version = models.IntegerField()
    strategy = models.JSONField()
    asked = models.JSONField()
    candidates = models.JSONField()
    chosen = models.JSONField()
    is_exact = models.BooleanField()
    reason = models.TextField(default="")
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order_id", "version"], name="sourcing_one_decision_per_version")
        ]
        indexes: ClassVar = [models.Index(fields=["decided_at"], name="sourcing_decided")]


class Pick(models.Model):
    """So many lines that a decision gave to a place: how busy its hour is, without reading the decisions.

    What a later version took away counts too: somebody may have looked for it already.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, db_index=False)
    location_id = models.UUIDField()
    lines = models.IntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["location_id", "decided_at"], name="sourcing_picks_of")]


class Comparison(models.Model):
    """Another strategy beside the one in use, on past orders. `orders` holds what each did with each order so far.

    `used` and `other` are strategies in the words of `rules.stored`. Each state has its moment; `done` of `total` orders
    are planned.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    used = models.JSONField()
    other = models.JSONField()
    channel = models.TextField()
    by = models.TextField()
    total = models.IntegerField()
    done = models.IntegerField(default=0)
    orders = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(done__gte=0, done__lte=models.F("total")), name="sourcing_compared_of_total"
            )
        ]

    @property
    def is_going(self) -> bool:
        """Whether there is more to do."""
        return not (self.finished_at or self.cancelled_at or self.failed_at)

# SPDX-License-Identifier: Apache-2.0
"""Questions that are answered by lot, and who was reached in which arm."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node


class Experiment(models.Model):
    """A question whose answer is drawn by lot: people get different things, or nothing, and what they buy is compared.

    The seed draws: an arm is a stable hash of seed and oldest identifier, so nobody has to be written down before being
    reached. Measures that go to all but a few have the arm `CONTROL`. The global holdout is one of these, a new one each
    year; one that was switched off has `switched_off_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(default="experiment")
    seed = models.TextField()
    # What the headline compares, and within how many days of being reached.
    measure = models.TextField(default="sales")
    window_days = models.IntegerField(default=30)
    cost = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    # When it is to end; before that every look at it is a look ahead of time.
    planned_end_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    switched_off_at = models.DateTimeField(null=True)
    begun_by = models.TextField(default="")
    # What was expected, and what is to be remembered: kept beside what came.
    hypothesis = models.TextField(default="", db_default="")
    learning = models.TextField(default="", db_default="")
    # What it came to when it was last looked at by itself: kept to be found by; pages work it out anew.
    finding = models.TextField(default="young", db_default="young")
    found_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-began_at", "key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["experiment", "holdout"]), name="insight_experiment_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(measure__in=["buyers", "sales", "margin"], window_days__range=(1, 730), cost__gte=0),
                name="insight_experiment_within",
            ),
            models.CheckConstraint(
                condition=models.Q(finding__in=["more", "less", "none", "few", "young"]),
                name="insight_experiment_finding",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExperimentArm(models.Model):
    """One of the things that are compared, and how many of 10,000 get it."""

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="arms", db_index=False)
    code = models.TextField()
    position = models.IntegerField()
    weight = models.IntegerField()

    class Meta:
        ordering: ClassVar = ["experiment", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "code"], name="insight_one_arm_of_code"),
            models.CheckConstraint(condition=models.Q(weight__range=(0, 10_000)), name="insight_arm_weight"),
        ]


class Assignment(models.Model):
    """Somebody was reached, or kept from being reached, in an arm: written at the first time only, never changed.

    It hangs on an identifier, like every fact. Where a merge brings two arms together the earlier goes on, and both rows
    name each other in `contaminated_by`: they leave the estimate until an unmerge parts them.
    """

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    arm = models.TextField()
    first_exposed_at = models.DateTimeField()
    contaminated_by = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["experiment", "node"], name="insight_one_assignment")]
        indexes: ClassVar = [
            models.Index(
                fields=["contaminated_by"], condition=~models.Q(contaminated_by=None), name="insight_assignment_marked"
            )
        ]

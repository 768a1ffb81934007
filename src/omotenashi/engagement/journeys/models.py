# SPDX-License-Identifier: Apache-2.0
"""Journeys, what each version of them draws, who is on the way, and the log of the steps."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node
from omotenashi.people.staff.models import Staff

STATES = ("draft", "live", "closing", "paused", "archived")


class Journey(models.Model):
    """A way by its name. `draft` is being drawn; `version` is the newest that lived, 0 for none.

    `closing` admits nobody and lets those on the way come to its end; `paused` holds everybody where they stand.
    `admitted_at` is when all of a segment were let in, `looked_at` when days of people were looked at.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    name = models.TextField()
    made_from = models.TextField(default="")
    state = models.CharField(max_length=8, default="draft")
    draft = models.JSONField(default=dict)
    version = models.IntegerField(default=0)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    live_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    hypothesis = models.TextField(default="")
    learning = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(state__in=STATES), name="journeys_state")]

    def __str__(self) -> str:
        return self.name


class JourneyVersion(models.Model):
    """What a journey drew from a moment on. Never changed, by a trigger."""

    id = models.UUIDField(primary_key=True, default=new_id)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    graph = models.JSONField()
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Staff, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["journey", "number"], name="journeys_one_of_number")]


class Enrolment(models.Model):
    """One run of one person. It hangs on a node; a merge moves nothing.

    `key` is what the run is about (a basket); one journey, person and key run once at a time. `step` is where somebody
    stands and `visit` the number of steps taken; `wake_at` when somebody has to look; `signal` what came meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(JourneyVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    key = models.TextField(default="")
    context = models.JSONField(default=dict)
    arm = models.TextField(default="")
    step = models.TextField()
    visit = models.IntegerField(default=0)
    is_waiting = models.BooleanField(default=False)
    signal = models.TextField(default="")
    entered_at = models.DateTimeField()
    stepped_at = models.DateTimeField()
    wake_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["journey", "node", "key"], condition=Q(ended_at=None), name="journeys_one_run_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, wake_at__isnull=False) | Q(ended_at__isnull=False, wake_at=None),
                name="journeys_live_is_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["wake_at", "id"], condition=Q(ended_at=None), name="journeys_due"),
            models.Index(fields=["journey", "step"], condition=Q(ended_at=None), name="journeys_standing"),
            models.Index(fields=["journey", "-entered_at"], name="journeys_entered"),
        ]


class StepLog(models.Model):
    """That somebody took a step, and by which branch it was left. Append-only."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+", db_index=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.IntegerField()
    step = models.TextField()
    branch = models.TextField(default="")
    note = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["enrolment", "visit"], name="journeys_step_once")]
        indexes: ClassVar = [models.Index(fields=["journey", "step", "branch"], name="journeys_taken")]

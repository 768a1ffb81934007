# SPDX-License-Identifier: Apache-2.0
"""Journeys, what each version of them draws, who is on the way, and the log of the steps."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location

STATES = ("draft", "live", "closing", "paused", "archived")


class Journey(models.Model):
    """A way by its name. `draft` is being drawn; `version` is the newest that lived, 0 for none.

    `closing` admits nobody and lets those on the way come to its end; `paused` holds everybody where they stand.
    `closing_at` is since when it admits nobody, also while it is held; `admitted_at` when all of a segment were let in, `looked_at` when days of people were looked at, or until when the turns of a segment were taken.
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
    closing_at = models.DateTimeField(null=True)
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
    stands and `visit` the number of steps taken; `drawn_in` the version whose lots gave the `arm`, where it is another; `wake_at` when somebody has to look; `signal` what came meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(JourneyVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    key = models.TextField(default="")
    context = models.JSONField(default=dict)
    arm = models.TextField(default="")
    drawn_in = models.IntegerField(default=0, db_default=0)
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


class Hook(models.Model):
    """Where a journey tells others of people. `sealed` is what we sign with; it is shown once and never again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    url = models.TextField()
    sealed = models.BinaryField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


CALL_STATES = ("waiting", "calling", "done", "failed")


class Call(models.Model):
    """One telling of a hook, once for a step that somebody took. Its id goes along, so that a repeat is known as one."""

    id = models.UUIDField(primary_key=True, default=new_id)
    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, related_name="+", db_index=False)
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.IntegerField(default=0)
    body = models.TextField()
    state = models.CharField(max_length=8, default="waiting")
    tries = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    status = models.IntegerField(default=0)
    answer = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "visit"], name="journeys_told_once"),
            models.CheckConstraint(condition=Q(state__in=CALL_STATES), name="journeys_call_state"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "calling"], due_at__isnull=False)
                | Q(state__in=["done", "failed"], due_at=None),
                name="journeys_call_is_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="journeys_calls_due"),
            models.Index(fields=["hook", "-made_at"], name="journeys_calls_of_hook"),
        ]


class Errand(models.Model):
    """Something that staff is to do for somebody, once for a step that they took. `location` is the shop, or any."""

    id = models.UUIDField(primary_key=True, default=new_id)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.IntegerField()
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    due_date = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["enrolment", "visit"], name="journeys_errand_once")]
        indexes: ClassVar = [models.Index(fields=["due_date"], condition=Q(done_at=None), name="journeys_errands_open")]

    def __str__(self) -> str:
        return self.title


class Turnstile(models.Model):
    """Where so many may pass in a while and the rest wait in order: how many passed since `window_at`."""

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.TextField()
    most = models.IntegerField()
    every = models.DurationField()
    window_at = models.DateTimeField(null=True)
    passed = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journey", "step"], name="journeys_one_turnstile"),
            models.CheckConstraint(condition=Q(passed__gte=0), name="journeys_passed_some"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="journeys_turning")
        ]


class Choice(models.Model):
    """Which arm of an A/B test won, decided once, and by which figures."""

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.TextField()
    arm = models.TextField()
    figures = models.JSONField(default=dict)
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["journey", "step"], name="journeys_one_winner")]


class Transfer(models.Model):
    """That those on one version were led over to another, by which map of steps, and whether it was taken back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(JourneyVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    target = models.ForeignKey(JourneyVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    steps = models.JSONField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)


class Transferred(models.Model):
    """One run that was led over: where it stood, so that it can be led back as long as it has not gone on."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="runs")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.TextField()
    visit = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["transfer", "enrolment"], name="journeys_moved_once")]

# SPDX-License-Identifier: Apache-2.0
"""Segments, what they mean in each version, and who is or was in them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location


class Segment(models.Model):
    """A named set of persons. `location`: the shop whose people made it; empty for the office's.

    `size` is the number of open memberships, written with them. `lake_version` and `as_of` say of what the members are
    the answer; `stage` says what is being done right now: waiting, reading, writing, or nothing. `judged_at` is the latest
    moment as of which somebody was judged: nothing is judged as of an earlier one.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    name = models.TextField()
    version = models.IntegerField(default=1)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    location = models.ForeignKey(Location, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    size = models.IntegerField(default=0)
    lake_version = models.IntegerField(null=True)
    as_of = models.DateField(null=True)
    computed_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    stage = models.TextField(default="")
    asked_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=["", "waiting", "reading", "writing"]), name="audience_stage"),
            models.CheckConstraint(condition=Q(size__gte=0), name="audience_size"),
        ]
        indexes: ClassVar = [models.Index(fields=["-made_at"], condition=Q(archived_at=None), name="audience_open")]

    def __str__(self) -> str:
        return self.name


class SegmentVersion(models.Model):
    """What a segment means. Never changed: another meaning is another version."""

    id = models.UUIDField(primary_key=True, default=new_id)
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Staff, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["segment", "number"], name="audience_one_of_number")]


class Membership(models.Model):
    """Somebody is in a segment, or was until `left_at`. No foreign key: a person may end in another (ADR 0012).

    A merge closes the row of the person that ended (`merged_into`) and carries it to the one that stays
    (`carried_from`); the unmerge takes both back. Neither is a transition.
    """

    # Segments are put away, never deleted: a check of each of a million rows would say so a million times.
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, related_name="memberships", db_index=False, db_constraint=False
    )
    person_id = models.UUIDField()
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    merged_into = models.UUIDField(null=True)
    carried_from = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["segment", "person_id"], condition=Q(left_at=None), name="audience_one_open_membership"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_id"], name="audience_membership_person"),
            models.Index(fields=["segment", "-entered_at"], name="audience_membership_entered"),
            models.Index(fields=["segment", "-left_at"], condition=~Q(left_at=None), name="audience_membership_left"),
        ]


class SegmentTimer(models.Model):
    """When a condition may turn for somebody, in or not in a segment; gone once it was looked at. No foreign key to persons.

    Timers reach two days ahead; the computation of each day sets the next.
    """

    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="timers", db_index=False, db_constraint=False
    )
    person_id = models.UUIDField()
    flips_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "segment"], name="audience_one_timer_of_a_pair")
        ]
        indexes: ClassVar = [
            models.Index(fields=["flips_at"], name="audience_timer_due"),
            models.Index(fields=["segment"], name="audience_timer_segment"),
        ]

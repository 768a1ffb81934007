# SPDX-License-Identifier: Apache-2.0
"""How much somebody may get: the house's policy, caps over a window, and what is used of them."""

from datetime import time
from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models.messages import Message
from omotenashi.people.customers.models import Node


class Policy(models.Model):
    """The house's quiet hours, where its pages stand (`origin`), and whether all advertising is stopped. One row.

    Advertising waits `tick` seconds, broadcasts `broadcast_tick`, so that what matters more can overtake it; empty: as the
    settings say.
    """

    only = models.BooleanField(primary_key=True, default=True)
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))
    origin = models.TextField(default="")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.TextField(default="")
    changed_at = models.DateTimeField(null=True)
    tick = models.IntegerField(null=True)
    broadcast_tick = models.IntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="messaging_one_policy")]


class CapRule(models.Model):
    """So many advertising messages at most within a window; `channel` empty: all channels together."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.TextField(default="", blank=True)
    window = models.CharField(max_length=5)
    most = models.IntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "window"], condition=models.Q(ended_at=None), name="messaging_one_cap"
            ),
            models.CheckConstraint(condition=models.Q(most__gte=0), name="messaging_cap_not_negative"),
        ]


class Allowance(models.Model):
    """How many messages are counted for somebody under a rule within the window that began on a day."""

    person_id = models.UUIDField()
    rule = models.ForeignKey(CapRule, on_delete=models.PROTECT, related_name="+", db_index=False)
    window_start = models.DateField()
    used = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "rule", "window_start"], name="messaging_one_allowance"),
            models.CheckConstraint(condition=models.Q(used__gte=0), name="messaging_used_not_negative"),
        ]


class AllowanceUse(models.Model):
    """That a message is counted under a rule, so that it is counted once and can be given back."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(CapRule, on_delete=models.PROTECT, related_name="+", db_index=False)
    person_id = models.UUIDField()
    window_start = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "rule"], name="messaging_counted_once")]


class Pause(models.Model):
    """Somebody is not to be advertised to for a while: an open complaint, a bereavement. It hangs on a node."""

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.TextField()
    began_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    key = models.TextField(unique=True)


class Pace(models.Model):
    """So many messages of a channel within so many seconds: to one domain of receivers, or to all of them (`domain` empty),
    as while a new sender warms up. `used` counts since `began_at`.
    """

    channel = models.TextField()
    domain = models.TextField(default="")
    most = models.IntegerField()
    seconds = models.IntegerField()
    began_at = models.DateTimeField()
    used = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "domain"], name="messaging_one_pace"),
            models.CheckConstraint(condition=models.Q(most__gte=0, used__gte=0, seconds__gte=1), name="messaging_pace"),
        ]

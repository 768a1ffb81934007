# SPDX-License-Identifier: Apache-2.0
"""Channels that belong to another company: the keys, what is paid and left, and what they told us."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models.messages import Message
from omotenashi.people.customers.models import ContactPoint


class ChannelAccount(models.Model):
    """Keys of one channel. `sealed` holds them encrypted; `hints` their last digits, to be told apart by.

    The secret before the last one stays good until `before_until`: what was signed before is still heard for a while.
    """

    channel = models.TextField(primary_key=True)
    sealed = models.BinaryField()
    hints = models.JSONField(default=dict)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    before_until = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    test_error = models.TextField(default="")


class ChannelPlan(models.Model):
    """What a channel costs and how much of it is left. `most` is empty where nothing limits it.

    `used` is what the company counted up to `read_at`; what went since is counted by us. `spare` percent of a month are
    kept for what orders need.
    """

    channel = models.TextField(primary_key=True)
    price = models.IntegerField(default=0)
    spare = models.SmallIntegerField(default=5)
    most = models.IntegerField(null=True)
    used = models.IntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(price__gte=0, used__gte=0, spare__gte=0, spare__lte=100), name="messaging_plan_sound"
            )
        ]


class Heard(models.Model):
    """What a channel told us, once under its key. The body is emptied when it is worked off; what failed keeps it.

    `address_hash` is that of the contact point it speaks of, so that an erasure finds what still waits.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.TextField()
    key = models.TextField()
    kind = models.TextField(default="")
    address_hash = models.BinaryField(max_length=32, null=True)
    body = models.JSONField(default=dict)
    heard_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "key"], name="messaging_heard_once")]
        indexes: ClassVar = [
            models.Index(fields=["heard_at"], condition=models.Q(done_at=None), name="messaging_heard_open")
        ]


class ShortLink(models.Model):
    """A short address for a text: which message, and which of its links; none: the way out."""

    code = models.CharField(primary_key=True, max_length=8)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    link = models.SmallIntegerField(null=True)


class Friendship(models.Model):
    """Whether somebody follows our account on a channel, by the last thing that the channel told of it."""

    contact_point = models.OneToOneField(ContactPoint, primary_key=True, on_delete=models.PROTECT, related_name="+")
    is_friend = models.BooleanField()
    at = models.DateTimeField()

# SPDX-License-Identifier: Apache-2.0
"""Channels that belong to another company: the keys, what is paid and left, and what they told us."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.base.keyring import Keyring
from omotenashi.engagement.messaging.models.messages import Message
from omotenashi.people.customers.models import ContactPoint, Node


class ChannelAccount(Keyring):
    """Keys of one channel."""

    channel = models.TextField(primary_key=True)


class ChannelPlan(models.Model):
    """What a channel costs and how much of it is left. `most` is empty where nothing limits it.

    `used` is what the company counted up to `read_at`; what went since is counted by us. `spare` percent of a month are
    kept for what orders need. `welcome` is said to whoever begins to follow us there; empty: our own words.
    """

    channel = models.TextField(primary_key=True)
    price = models.IntegerField(default=0)
    spare = models.SmallIntegerField(default=5)
    welcome = models.TextField(default="", blank=True)
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


class PushDevice(models.Model):
    """A browser that takes notifications: where its company is asked (RFC 8030), and the keys of its half (RFC 8291).

    The contact point holds a digest of the endpoint; `visitor` is who pressed where nobody was signed in. When it ends, endpoint and keys are emptied: nothing can be sent.
    """

    contact_point = models.OneToOneField(ContactPoint, primary_key=True, on_delete=models.PROTECT, related_name="+")
    endpoint = models.TextField(blank=True)
    p256dh = models.TextField(blank=True)
    auth = models.TextField(blank=True)
    label = models.TextField(default="", blank=True)
    is_standin = models.BooleanField(default=False)
    visitor = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(endpoint="") | models.Q(ended_at__isnull=False), name="messaging_device_is_known"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["is_standin"], condition=models.Q(ended_at=None), name="messaging_device_live")
        ]

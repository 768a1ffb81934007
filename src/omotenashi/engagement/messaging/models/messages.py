# SPDX-License-Identifier: Apache-2.0
"""One message to one person: the wish, the verdicts, where it stands, and what happened to it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models.templates import TemplateVersion
from omotenashi.people.consent.models import Purpose
from omotenashi.people.customers.models import ContactPoint, Node

OPEN = ("intended", "held", "queued", "sending")


class Message(models.Model):
    """Made once under its `idem_key`, whoever asks again. It hangs on a node, so a merge moves nothing.

    `state`: intended, held, queued, sending, then sent, failed, unknown or dropped. `due_at` is when somebody has to look
    at it next; whoever took it to send has it until `lease_until`. `unknown` means that a mail server was spoken to and
    never said how it ended: such a message is not sent again by itself. `context` came with the wish; `filled` is what
    was known of the person when it went, so that what was said can be shown. `decision` holds the verdicts.

    `margin` is what it is expected to bring in minor units, by what was foretold or came of its campaign; with `best_hour` it waits for the hour of its reader.

    `wanted` are the channels of the wish in their order; empty: those of the template. Messages of one `batch` were handed
    over together under its key; one without goes alone, and its own id is its key. `tried` are the verdicts of ways that
    led nowhere: each channel is tried once.
    """

    class State(models.TextChoices):
        INTENDED = "intended"
        HELD = "held"
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=new_id)
    idem_key = models.TextField(unique=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", db_index=False)
    campaign = models.TextField(default="")
    weight = models.SmallIntegerField(default=1)
    priority = models.SmallIntegerField(default=0)
    margin = models.IntegerField(default=0, db_default=0)
    best_hour = models.BooleanField(default=False, db_default=False)
    context = models.JSONField(default=dict)
    still = models.JSONField(default=dict)
    contact_point = models.ForeignKey(
        ContactPoint, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.TextField(default="")
    wanted = ArrayField(models.TextField(), default=list)
    tried = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    batch = models.UUIDField(null=True)
    filled = models.JSONField(default=dict)
    decision = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.INTENDED)
    reason = models.TextField(default="")
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    provider_id = models.TextField(default="")
    cost = models.IntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN, due_at__isnull=False) | Q(~Q(state__in=OPEN), due_at=None),
                name="messaging_open_is_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "weight", "due_at"], condition=Q(state__in=OPEN), name="messaging_due"),
            models.Index(
                fields=["weight", "due_at", "id"],
                condition=Q(state__in=["intended", "held"]),
                name="messaging_to_judge",
            ),
            models.Index(fields=["campaign", "state"], name="messaging_campaign"),
            models.Index(fields=["-planned_at", "-id"], name="messaging_newest"),
            models.Index(fields=["template_version", "state"], name="messaging_of_version"),
            models.Index(
                fields=["-planned_at", "-id"],
                condition=Q(state="unknown", reason="unknown"),
                name="messaging_undecided",
            ),
        ]


class MessageEvent(models.Model):
    """What happened to a message: delivered, bounced, opened, clicked, complained, unsubscribed. Once under its key."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.CharField(max_length=12)
    actor = models.CharField(max_length=7)
    evidence = models.TextField(default="")
    link = models.SmallIntegerField(null=True)
    at = models.DateTimeField()
    key = models.TextField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["message", "kind", "at"], name="messaging_event_of")]

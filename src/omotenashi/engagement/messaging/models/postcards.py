# SPDX-License-Identifier: Apache-2.0
"""Postcards: the day's batch that goes to print, and the piece of each household in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models.messages import Message
from omotenashi.engagement.messaging.models.templates import TemplateVersion


class PrintBatch(models.Model):
    """What is printed of one text on one day. It collects until it is made: from then on its pieces are numbered.

    Made once (`made_at`), handed to the post once (`posted_at`). `price` is what a piece cost when it was made.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    opened_at = models.DateTimeField()
    upright = models.BooleanField(default=True)
    made_at = models.DateTimeField(null=True)
    made_by = models.TextField(default="")
    price = models.IntegerField(default=0)
    posted_at = models.DateTimeField(null=True)
    posted_by = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["template_version", "day"], condition=Q(made_at=None), name="messaging_one_open_batch"
            ),
            models.CheckConstraint(condition=Q(posted_at=None) | Q(made_at__isnull=False), name="messaging_made_first"),
        ]
        indexes: ClassVar = [models.Index(fields=["-opened_at", "-id"], name="messaging_batch_newest")]


class PostPiece(models.Model):
    """One card. `door` is the letter box: of a household at an address one piece of a batch goes.

    `addressee` is what is printed on the address side, emptied by an erasure; `number` its place in the batch, in the order
    of postal codes. A piece that is withdrawn is not printed; one that came back says why.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, related_name="pieces", db_index=False)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    door = models.CharField(max_length=32)
    code = models.CharField(max_length=8, unique=True)
    addressee = models.JSONField(default=dict)
    number = models.IntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(default="")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch", "door"], condition=Q(withdrawn_at=None), name="messaging_one_piece_a_door"
            ),
            models.UniqueConstraint(fields=["batch", "number"], name="messaging_piece_number"),
        ]

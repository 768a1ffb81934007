# SPDX-License-Identifier: Apache-2.0
"""Messages that wait in our own places until their reader comes by: on the site, and with the clerk at the till."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from omotenashi.engagement.messaging.models.messages import Message
from omotenashi.people.staff.models import Staff


class Showing(models.Model):
    """One for a message, whichever of its `places` it is seen in first: done in one it is gone from all.

    `shown_at`: it stood on a page that its reader was given. `later_until`: the clerk put it off at the till. `answer`:
    clicked, dismissed (both on the site) or told (at the till), once.
    """

    class Answer(models.TextChoices):
        CLICKED = "clicked"
        DISMISSED = "dismissed"
        TOLD = "told"

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="showing")
    places = ArrayField(models.TextField())
    until = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    later_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_in = models.TextField(default="")
    answer = models.CharField(max_length=9, choices=Answer, default="", blank=True)
    by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at=None, answer="", done_in="") | (Q(done_at__isnull=False) & ~Q(answer="")),
                name="messaging_done_with_answer",
            )
        ]

# SPDX-License-Identifier: Apache-2.0
"""A message that somebody of the staff had sent to themselves, to see how it arrives."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models.templates import Template
from omotenashi.people.staff.models import Staff


class Trial(models.Model):
    """What a draft said when it was tried, with the values of the example: nobody's data leave the house in it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.TextField(default="email")
    content = models.JSONField()
    state = models.CharField(max_length=8)
    error = models.TextField(default="")
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-made_at", "-id"], name="messaging_trial_newest")]

# SPDX-License-Identifier: Apache-2.0
"""Variants of a message held against each other on some of its readers, before the rest get the better one."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.models.templates import Template
from omotenashi.people.staff.models import Staff


class Split(models.Model):
    """A test of two to four variants. `variants` are what B, C and D say in other words; A is the message itself.

    `versions` are what A to D say once it runs. Readers beyond `share` percent wait under the version `rest` until the
    window is over, counted from the first message (`opened_at`). `told` is what was counted then, once.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="splits", db_index=False)
    variants = models.JSONField(default=list)
    measure = models.CharField(max_length=8, default="click")
    share = models.SmallIntegerField(default=20)
    window_hours = models.IntegerField(default=24)
    versions = ArrayField(models.UUIDField(), default=list)
    rest = models.UUIDField(null=True)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    winner = models.SmallIntegerField(null=True)
    told = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["template"], condition=Q(decided_at=None, cancelled_at=None), name="messaging_one_split"
            ),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="messaging_split_share"),
            models.CheckConstraint(condition=Q(measure__in=["click", "purchase"]), name="messaging_split_measure"),
        ]

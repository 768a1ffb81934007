# SPDX-License-Identifier: Apache-2.0
"""Menus under a chat (LINE's rich menus): what was asked for, what stands at LINE now, and who sees another one than everybody."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import ContactPoint
from omotenashi.people.staff.models import Staff


class ChatMenu(models.Model):
    """A menu as it was published, for everybody or for members; what it says is never changed.

    Of those whose period it is the newest is shown. `external_id` is LINE's name for it while it stands there, and
    `is_standin` says that only the stand-in knows it. `ended_at`: nobody wants it any more; `removed_at`: LINE has forgotten it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    audience = models.TextField()
    content = models.JSONField(default=dict)
    image = models.BinaryField()
    image_type = models.CharField(max_length=20)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    external_id = models.TextField(default="", blank=True)
    is_standin = models.BooleanField(default=False)
    shown_at = models.DateTimeField(null=True)
    default_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)
    refused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(audience__in=["all", "members"]), name="messaging_menu_audience"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("begins_at")), name="messaging_menu_lasts"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(external_id="", ended_at__isnull=False),
                name="messaging_menu_ends_first",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["audience", "-made_at"], condition=Q(removed_at=None), name="messaging_menu_there")
        ]


class ChatMenuLink(models.Model):
    """Who sees the menu of members. `sealed` is whom LINE knows, so that it can be told the end after an erasure, too."""

    contact_point = models.OneToOneField(ContactPoint, primary_key=True, on_delete=models.PROTECT, related_name="+")
    menu = models.ForeignKey(ChatMenu, on_delete=models.PROTECT, related_name="links")
    sealed = models.BinaryField()
    linked_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

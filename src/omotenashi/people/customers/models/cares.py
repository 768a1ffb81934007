# SPDX-License-Identifier: Apache-2.0
"""おもてなし: what staff heed with somebody. A day to remember, something they like, something not to touch upon."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models.identity import Node
from omotenashi.people.staff.models import Staff

CARE_KINDS = ("anniversary", "liking", "avoid")


class Care(models.Model):
    """One such thing, on a node: a merge unites, its undoing takes apart. Changed by taking back and saying anew.

    `what` is a word of ours: the occasion of a day, the topic to avoid; `text` is what somebody wrote. Of a day that
    comes `yearly` the year tells since when.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11)
    what = models.TextField(default="")
    text = models.TextField(default="")
    on_date = models.DateField(null=True)
    yearly = models.BooleanField(default=True)
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=CARE_KINDS), name="customers_care_kind"),
            models.CheckConstraint(
                condition=~Q(kind="anniversary") | Q(on_date__isnull=False) | Q(taken_back_at__isnull=False),
                name="customers_care_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["node", "kind", "what", "text", "on_date"], nulls_distinct=False,
                condition=Q(taken_back_at=None), name="customers_cared_once",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["on_date"], condition=Q(kind="anniversary", taken_back_at=None), name="customers_days"
            ),
        ]

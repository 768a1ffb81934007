# SPDX-License-Identifier: Apache-2.0
"""Tags of the house: short words that somebody carries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.people.customers.models.identity import Node


class Tagging(models.Model):
    """That somebody carries a tag since a moment. It hangs on a node: a merge unites, its undoing takes apart.

    A tag that was taken off keeps its row.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    tag = models.TextField()
    source = models.TextField()
    put_at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["node", "tag"], condition=Q(taken_off_at=None), name="customers_tagged_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["tag"], condition=Q(taken_off_at=None), name="customers_tagged")]

# SPDX-License-Identifier: Apache-2.0
"""How far people get with what they bought."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.usage.rules import KINDS
from omotenashi.people.customers.models import Node


class Progress(models.Model):
    """How far somebody got with a product, by what is done with it; never back. Made of entries of the timeline."""

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    progress = models.FloatField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "product", "kind"], name="usage_one_progress"),
            models.CheckConstraint(condition=Q(progress__range=(0, 1), kind__in=KINDS), name="usage_within"),
        ]

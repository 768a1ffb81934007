# SPDX-License-Identifier: Apache-2.0
"""Reviews: one voice of a buyer about a product; written anew it changes and is looked at once more."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.reviews.rules import STATES
from omotenashi.people.customers.models import Node
from omotenashi.people.staff.models import Staff


class Review(models.Model):
    """waiting → shown or hidden, and from one to the other. Who wrote it had the goods in hand: `order` is the proof."""

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    rating = models.IntegerField()
    text = models.TextField()
    name = models.TextField(default="")
    state = models.TextField(default="waiting")
    reason = models.TextField(default="")
    written_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "product"], name="reviews_one_voice"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="reviews_one_to_five"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="reviews_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["product", "-written_at"], condition=Q(state="shown"), name="reviews_shown"),
            models.Index(fields=["written_at"], condition=Q(state="waiting"), name="reviews_waiting"),
        ]

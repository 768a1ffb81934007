# SPDX-License-Identifier: Apache-2.0
"""Tax documents (インボイス). A document is never changed, by a trigger; a mistake is replaced by another document."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from omotenashi.base.ids import new_id
from omotenashi.commerce.orders.models.orders import Order
from omotenashi.commerce.orders.models.returns import Return


class TaxPolicy(models.Model):
    """How the company rounds, and whether small refunds go without a return invoice. One row."""

    class Rounding(models.TextChoices):
        FLOOR = "floor"
        HALF_UP = "half_up"
        CEILING = "ceiling"

    only = models.BooleanField(primary_key=True, default=True)
    rounding = models.CharField(max_length=10, choices=Rounding, default=Rounding.FLOOR)
    # 0: every refund gets a return invoice. The exemption of japan.md section 1 would be 10,000.
    returns_exempt_below = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(only=True), name="orders_one_policy")]


class Series(models.Model):
    """Numbers without a gap. A series belongs to one till or one job, so that no checkout waits for a counter."""

    code = models.TextField(primary_key=True)
    owner = models.TextField(unique=True)
    last_number = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()


class Document(models.Model):
    """One invoice, simplified invoice (receipt) or return invoice, as it was issued."""

    class Kind(models.TextChoices):
        SIMPLIFIED = "simplified_invoice"
        INVOICE = "invoice"
        RETURN = "return_invoice"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=20, choices=Kind)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, db_index=False)
    number = models.BigIntegerField()
    registration_no = models.TextField(default="")
    issuer = models.TextField(default="")
    recipient = models.TextField(default="")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="documents")
    of_return = models.ForeignKey(Return, null=True, on_delete=models.PROTECT, related_name="documents")
    issued_at = models.DateTimeField(db_index=True)
    supplied_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    rates = models.JSONField()
    total = models.BigIntegerField()
    tax = models.BigIntegerField()
    rounding = models.CharField(max_length=10)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by", db_constraint=True
    )
    key = models.TextField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="orders_one_document_number")
        ]

    def __str__(self) -> str:
        return f"{self.series_id}-{self.number:06d}"

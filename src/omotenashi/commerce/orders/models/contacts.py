# SPDX-License-Identifier: Apache-2.0
"""Whom to reach about an order, where to send it, what was shown before it was placed, and codes to find it by."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.commerce.orders.models.orders import Order


class Contact(models.Model):
    """Name and address as given with one order, for its buyer or its recipient. An erasure empties it."""

    class Role(models.TextChoices):
        BUYER = "buyer"
        RECIPIENT = "recipient"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="contacts", db_index=False)
    role = models.CharField(max_length=10, choices=Role)
    name = models.TextField(default="")
    kana = models.TextField(default="")
    mail = models.TextField(default="")
    phone = models.TextField(default="")
    postal_code = models.TextField(default="")
    prefecture = models.TextField(default="")
    address = models.TextField(default="")
    note = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "role"], name="orders_one_contact")]


class Confirmation(models.Model):
    """What the final confirmation page showed (特定商取引法 12条の6): six items, with their hash. Never changed."""

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.PROTECT, related_name="confirmation")
    items = models.JSONField()
    hash = models.BinaryField(max_length=32)
    shown_at = models.DateTimeField()


class AccessCode(models.Model):
    """A code by which somebody without a sign-in finds an order. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="codes")
    purpose = models.TextField()
    code_hash = models.BinaryField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class CodeTry(models.Model):
    """A wrong code, by a hash of who tried it; old ones are dropped."""

    asker = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["asker", "-at"], name="orders_tries_of_asker")]

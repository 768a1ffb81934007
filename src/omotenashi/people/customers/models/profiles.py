# SPDX-License-Identifier: Apache-2.0
"""What sources said about people, the one profile that follows, and the ways to reach them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models.identity import Node, Person


class FieldValue(models.Model):
    """What one source said about one field of one node, when. Kept for ever.

    `observed_at` is when the source first said so, `said_at` when it last did; the newest `said_at` counts. `causes`
    names the imports and other acts that said so; a value whose last cause was taken back is retracted.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="field_values")
    field = models.TextField()
    value = models.TextField()
    source = models.TextField()
    observed_at = models.DateTimeField()
    said_at = models.DateTimeField()
    causes = ArrayField(models.TextField(), default=list)
    by = models.TextField(default="", db_default="")
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["node", "field", "source", "-id"], name="customers_field_latest")]


class Profile(models.Model):
    """The winners among the field values of a person, in one row for lists and search. A projection.

    `zone` is the time zone that somebody said, `device_zone` the one that their device showed last (`queries.zones`).
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    name = models.TextField(default="")
    kana = models.TextField(default="")
    email = models.TextField(default="")
    phone = models.TextField(default="")
    member_no = models.TextField(default="")
    birth_date = models.DateField(null=True)
    gender = models.TextField(default="")
    postal_code = models.TextField(default="")
    prefecture = models.TextField(default="")
    city = models.TextField(default="")
    address = models.TextField(default="")
    rank = models.TextField(default="")
    zone = models.TextField(default="", db_default="")
    device_zone = models.TextField(default="", db_default="")
    registered_at = models.DateTimeField()
    tokens = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["tokens"], name="customers_profile_tokens", fastupdate=True),
            models.Index(fields=["-registered_at", "person"], name="customers_profile_newest"),
            models.Index(fields=["kana", "person"], name="customers_profile_kana"),
        ]


class ContactPoint(models.Model):
    """A node that can be written or spoken to. The hash outlives an erasure."""

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.OneToOneField(Node, on_delete=models.PROTECT)
    channel = models.TextField()
    address_hash = models.BinaryField(max_length=32)
    verified_at = models.DateTimeField(null=True)

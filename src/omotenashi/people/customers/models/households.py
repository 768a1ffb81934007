# SPDX-License-Identifier: Apache-2.0
"""Households: people who live or work together. A group, never a merge."""

from typing import ClassVar

from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models.identity import Node


class Household(models.Model):
    """A family, a flat, or the site of a company. It shares neither consent nor profile nor conversations."""

    class Kind(models.TextChoices):
        FAMILY = "family"
        FLAT = "flat"
        COMPANY_SITE = "company_site"

    class FormedBy(models.TextChoices):
        STAFF = "staff"
        SELF = "self"
        RULE = "rule"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12, choices=Kind)
    formed_by = models.CharField(max_length=5, choices=FormedBy)
    formed_at = models.DateTimeField()
    dissolved_at = models.DateTimeField(null=True)


class HouseholdMember(models.Model):
    """One member, by a node: whoever that node turns out to be. `evidence` says what it rests on."""

    id = models.UUIDField(primary_key=True, default=new_id)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    role = models.TextField(default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household", "node"],
                condition=models.Q(until=None),
                name="customers_member_once",
            )
        ]

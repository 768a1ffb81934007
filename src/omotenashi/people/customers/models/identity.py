# SPDX-License-Identifier: Apache-2.0
"""Identifiers (nodes), the assertions that two are one human (edges), and the persons that follow from them."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id


class Node(models.Model):
    """One identifier value. Never deleted, never re-pointed. `value` is emptied by an erasure, the hash is not."""

    id = models.UUIDField(primary_key=True, default=new_id)
    seq = models.BigIntegerField(unique=True)
    type = models.TextField()
    value = models.TextField(null=True)
    value_hash = models.BinaryField(max_length=32)
    spell = models.IntegerField(default=0)
    first_seen_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    changed_in = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["type", "value_hash", "spell"], name="customers_one_node_per_value")
        ]


class Edge(models.Model):
    """One assertion "these two nodes are one human", with its cause. Retracted, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    a = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    rule = models.TextField()
    ruleset_version = models.IntegerField()
    cause_kind = models.TextField()
    cause_id = models.TextField()
    asserted_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="customers_edge_in_order"),
            models.UniqueConstraint(
                fields=["a", "b", "rule"], condition=models.Q(retracted_at=None), name="customers_one_live_edge"
            ),
        ]


class Person(models.Model):
    """A connected component of live edges. A projection: its id and seq are those of its oldest node."""

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    changed_in = models.BigIntegerField(db_index=True)


class NodePerson(models.Model):
    """Which person a node belongs to now. A projection of the live edges."""

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nodes")
    since = models.DateTimeField()


class MergeLog(models.Model):
    """What joined or was kept apart, and why. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField(db_default=Now())
    kind = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    ruleset_version = models.IntegerField()
    actor = models.TextField()

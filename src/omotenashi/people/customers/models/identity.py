# SPDX-License-Identifier: Apache-2.0
"""Identifiers (nodes), the assertions that two are one human (edges), and the persons that follow from them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id


class Node(models.Model):
    """One identifier value. Never deleted, never re-pointed. `value` is emptied by an erasure, the hash is not.

    A visitor's key (anonymous or device id) is cut into spells, one for each user seen on it. `causes` names who
    attests the node; a node that nobody attests any more, or that several people share, makes no person of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    seq = models.BigIntegerField(unique=True)
    type = models.TextField()
    value = models.TextField(null=True)
    value_hash = models.BinaryField(max_length=32)
    spell = models.IntegerField(default=0)
    bound_node = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    causes = ArrayField(models.TextField(), default=list)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    shared_since = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    changed_in = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["type", "value_hash", "spell"], name="customers_one_node_per_value")
        ]


class Edge(models.Model):
    """One assertion "these two nodes are one human", with its first cause and all `causes`. Retracted, never deleted.

    `joined` says that it made one person of two: such merges are counted and limited.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    a = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    rule = models.TextField()
    ruleset_version = models.IntegerField()
    cause_kind = models.TextField()
    cause_id = models.TextField()
    causes = ArrayField(models.TextField(), default=list)
    joined = models.BooleanField(default=False)
    asserted_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)
    retracted_by = models.TextField(default="")
    retract_reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="customers_edge_in_order"),
            models.UniqueConstraint(
                fields=["a", "b", "rule"], condition=models.Q(retracted_at=None), name="customers_one_live_edge"
            ),
        ]


class Demotion(models.Model):
    """A wish for an edge that was refused, and why. Kept, and tried again when something is taken apart or lifted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    a = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    rule = models.TextField()
    cause_kind = models.TextField()
    cause_id = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    refused_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["a", "b", "rule"], name="customers_one_demotion")]


class NoLink(models.Model):
    """Two nodes that must not be one person, whoever says so, until it is lifted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    a = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(default="")
    log_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="customers_no_link_in_order"),
            models.UniqueConstraint(
                fields=["a", "b"], condition=models.Q(lifted_at=None), name="customers_one_live_no_link"
            ),
        ]


class Person(models.Model):
    """A connected component of live edges. A projection: its id and seq are those of its oldest node.

    `merge_count` is the number of live edges that joined two persons. Too many merges or nodes freeze a person:
    nothing is joined to it by itself any more.
    """

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    node_count = models.IntegerField(default=1, db_default=1)
    merge_count = models.IntegerField(default=0, db_default=0)
    frozen_at = models.DateTimeField(null=True)
    changed_in = models.BigIntegerField(db_index=True)


class NodePerson(models.Model):
    """Which person a node belongs to now. A projection of the live edges. `since`: when it first had a person."""

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nodes")
    since = models.DateTimeField()


class MergeLog(models.Model):
    """What joined, was taken apart, kept apart or frozen, by whom and why. Append-only, in the order of `seq`.

    `one` and `other` are the oldest nodes of the two sides; `before` and `after` hold the nodes of each side.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_default=Now())
    kind = models.TextField()
    one_id = models.UUIDField(null=True, db_index=True)
    other_id = models.UUIDField(null=True, db_index=True)
    before = models.JSONField()
    after = models.JSONField()
    edge_ids = ArrayField(models.UUIDField(), default=list)
    ruleset_version = models.IntegerField()
    actor = models.TextField()
    reason = models.TextField(default="", db_default="")
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")


class BlockedValue(models.Model):
    """A value, or a pattern of values, that names nobody. What blocked itself waits for a review."""

    id = models.UUIDField(primary_key=True, default=new_id)
    type = models.TextField(default="")
    pattern = models.TextField(default="")
    value_hash = models.BinaryField(max_length=32, null=True)
    node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    added_by = models.TextField()
    added_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.TextField(default="")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["type", "value_hash"],
                condition=models.Q(lifted_at=None, value_hash__isnull=False),
                name="customers_one_blocked_value",
            ),
            models.UniqueConstraint(
                fields=["type", "pattern"],
                condition=models.Q(lifted_at=None, value_hash=None),
                name="customers_one_blocked_pattern",
            ),
        ]

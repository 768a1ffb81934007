# SPDX-License-Identifier: Apache-2.0
"""What people did: an append-only record, one partition a month, numbered in the order of commits."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.people.timeline.fields import Said


class Source(models.Model):
    """Where entries come from: our own record, a web site, an app, a till, a call centre.

    A source with a write key may send over HTTP. `shared_device` is true of what many people use: its entries never
    join people. `orders_authoritative` says that its order events are the record, not mere behaviour.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    kind = models.TextField()
    name = models.TextField()
    write_key = models.TextField(unique=True, null=True)
    shared_device = models.BooleanField(default=False)
    allowed_origins = ArrayField(models.TextField(), default=list)
    orders_authoritative = models.BooleanField(default=False)
    rate_limit = models.IntegerField(default=1000)
    bearer_hash = models.BinaryField(max_length=32, null=True)
    bearer_only = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)


class Entry(models.Model):
    """One thing somebody did. It hangs on a node; whose it is follows from the node.

    `others` are the nodes named beside the anchor. `at` is when it happened by the corrected clock, `received_at` when
    it reached us; `seq` ascends in the order of commits. `tells`: it says something of who is who, or of the human, that
    no entry before it said; the identity reader looks at these alone.
    """

    pk = models.CompositePrimaryKey("received_at", "seq")
    seq = models.BigIntegerField()
    id = models.UUIDField()
    received_at = models.DateTimeField()
    message_id = models.TextField()
    type = models.TextField()
    name = models.TextField()
    node_id = models.UUIDField()
    others = ArrayField(models.UUIDField())
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False)
    original_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    tells = models.BooleanField(default=False)
    props = Said()
    context = Said()

    class Meta:
        managed = False
        db_table = "timeline_entry"


class Rejected(models.Model):
    """An item that could not become an entry: the words as they came, and the reason. Kept until it is replayed."""

    id = models.UUIDField(primary_key=True)
    received_at = models.DateTimeField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    reason = models.TextField()
    detail = models.TextField()
    raw = models.TextField()
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source", "-received_at"], name="timeline_rejected_newest")]


class SourceHour(models.Model):
    """How much a source sent in an hour, counted as it is written, so that its health needs no walk through entries."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    hour = models.DateTimeField()
    entries = models.BigIntegerField(default=0)
    repeats = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "hour"], name="timeline_one_count_an_hour")]


class Reader(models.Model):
    """How far a reader has come. Setting it back is a replay."""

    name = models.TextField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

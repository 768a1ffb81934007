# SPDX-License-Identifier: Apache-2.0
"""What people did: an append-only record, one partition a month, numbered in the order of commits."""

from django.db import models

from omotenashi.base.ids import new_id


class Source(models.Model):
    """Where entries come from: our own record, an import, a web site, a till."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    kind = models.TextField()
    name = models.TextField()


class Entry(models.Model):
    """One thing somebody did. It hangs on a node; whose it is follows from the node."""

    pk = models.CompositePrimaryKey("received_at", "seq")
    seq = models.BigIntegerField()
    received_at = models.DateTimeField()
    message_id = models.TextField()
    name = models.TextField()
    node_id = models.UUIDField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    at = models.DateTimeField()
    props = models.JSONField()

    class Meta:
        managed = False
        db_table = "timeline_entry"


class Reader(models.Model):
    """How far a reader has come. Setting it back is a replay."""

    name = models.TextField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

# SPDX-License-Identifier: Apache-2.0
"""The tables of the outbox: what happened, and what is still to be delivered."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One event, written in the transaction of its cause."""

    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    payload = models.JSONField()
    published_at = models.DateTimeField(db_default=Now(), db_index=True)


class Delivery(models.Model):
    """One event still owed to one handler. The row is gone once the handler has done its work."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, db_index=False)
    handler = models.TextField()
    tries = models.PositiveIntegerField(db_default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    error = models.TextField(db_default="")

    class Meta:
        indexes = [models.Index(fields=["handler", "next_try_at", "id"], name="outbox_delivery_due")]
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="outbox_once_per_handler")]

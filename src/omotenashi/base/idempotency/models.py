# SPDX-License-Identifier: Apache-2.0
"""The requests that were answered under a key."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Request(models.Model):
    """One answered request. A row exists only together with the effect of the request: both commit at once."""

    owner = models.TextField()
    key = models.TextField()
    body_hash = models.BinaryField(max_length=32)
    state = models.PositiveSmallIntegerField()
    response = models.TextField()
    answered_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_one_per_key")]

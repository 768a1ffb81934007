# SPDX-License-Identifier: Apache-2.0
"""When the books of payments were looked through as a whole, and what did not hold then."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class WholeCheck(models.Model):
    """A look at everything: `intents` are those that broke a promise, so that each later look asks for them again."""

    checked_at = models.DateTimeField(unique=True)
    took_ms = models.IntegerField()
    broken = models.IntegerField()
    intents = ArrayField(models.UUIDField(), default=list)

    class Meta:
        ordering: ClassVar = ["-checked_at"]

# SPDX-License-Identifier: Apache-2.0
"""The name that advertising has with mailboxes: whether it is being built up, and whether it was better to stop."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Pool(models.Model):
    """The sender of advertising of one channel. `policies` and `complaints` are the last moments somebody said so of us."""

    channel = models.TextField(primary_key=True)
    warming_from = models.DateField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.TextField(default="", blank=True)
    policies = ArrayField(models.DateTimeField(), default=list, blank=True)
    complaints = ArrayField(models.DateTimeField(), default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(stopped_at=None) | ~models.Q(stopped_why=""), name="messaging_pool_says_why"
            )
        ]

# SPDX-License-Identifier: Apache-2.0
"""How fast places serve, and how long they wait."""

from typing import ClassVar

from django.db import models


class PolicyVersion(models.Model):
    """The policy of service from a moment on, as `rules.policies` reads it."""

    settings = models.JSONField(default=dict)
    used_since = models.DateTimeField(unique=True)

    class Meta:
        ordering: ClassVar = ["-used_since"]

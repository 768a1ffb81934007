# SPDX-License-Identifier: Apache-2.0
"""What the retailer promises of its service."""

from typing import ClassVar

from django.db import models


class ServiceVersion(models.Model):
    """The policy of service from a moment on, as `rules.service` reads it. Checkout says it, fulfilment keeps it."""

    settings = models.JSONField(default=dict)
    used_since = models.DateTimeField(unique=True)

    class Meta:
        ordering: ClassVar = ["-used_since"]

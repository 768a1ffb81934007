# SPDX-License-Identifier: Apache-2.0
"""The reasons to buy that the retailer asks for."""

from typing import ClassVar

from django.db import models


class ReasonsVersion(models.Model):
    """The list from a moment on, as it was written; `rules.reasons` reads it. An empty one asks nobody."""

    written = models.TextField()
    used_since = models.DateTimeField(unique=True)

    class Meta:
        ordering: ClassVar = ["-used_since"]

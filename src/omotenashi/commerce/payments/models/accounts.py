# SPDX-License-Identifier: Apache-2.0
"""The account at a company that takes money for us, as it was entered in the settings."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class ProviderAccount(models.Model):
    """Keys of one provider. `sealed` holds them encrypted; `hints` their last digits, to be told apart by.

    The webhook's secret before the last one stays good until `before_until`: the provider sends with both for a while.
    """

    provider = models.TextField(primary_key=True)
    sealed = models.BinaryField()
    hints = models.JSONField(default=dict)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    before_until = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    test_error = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["provider"]

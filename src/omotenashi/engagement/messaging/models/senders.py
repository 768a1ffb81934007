# SPDX-License-Identifier: Apache-2.0
"""What DNS said of a domain that we send from, the last time somebody looked."""

from django.db import models


class SenderCheck(models.Model):
    """One domain: its records as they were judged (rules/senders.py), and when."""

    domain = models.TextField(primary_key=True)
    records = models.JSONField(default=list)
    looked_at = models.DateTimeField()

# SPDX-License-Identifier: Apache-2.0
"""Codes that count once: what a till has scanned, and what a till has handed out."""

from django.db import models


class SpentCode(models.Model):
    """A code that was used. The primary key is the promise that it is used once, at however many tills at a time."""

    key = models.TextField(primary_key=True)
    spent_at = models.DateTimeField(db_index=True)

# SPDX-License-Identifier: Apache-2.0
"""Keys that another company gave us, as a table keeps them: sealed, told apart by their last digits, changed without a gap."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from omotenashi.base.sealing import Unreadable, seal, unseal

# So long after a change what was signed with the secret before is still heard.
BOTH = timedelta(hours=24)
_SHOWN, _LONG = 4, 12


class Keyring(models.Model):
    """Keys of one account. `sealed` holds them encrypted; `hints` their last digits, to be told apart by.

    The secret before the last one stays good until `before_until`: for a while both are heard.
    """

    sealed = models.BinaryField()
    hints = models.JSONField(default=dict)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    before_until = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    test_error = models.TextField(default="")

    class Meta:
        abstract = True

    def opened(self, *, about: str) -> dict[str, str]:
        """Give the keys; none where they were sealed for another thing, or by another installation."""
        try:
            found: dict[str, str] = json.loads(unseal(bytes(self.sealed), key=settings.SEAL_KEY, about=about))
        except Unreadable:
            return {}
        return found

    def hears_before(self, *, now: datetime) -> bool:
        """Say whether the secret before the last one is still good."""
        return self.before_until is not None and now < self.before_until


def sealed(keys: Mapping[str, str], *, about: str) -> bytes:
    """Seal keys for what they are about."""
    return seal(json.dumps(dict(keys)), key=settings.SEAL_KEY, about=about)


def hint(value: str) -> str:
    """Give what may be shown of a key: its last four characters, of a long one."""
    return f"…{value[-_SHOWN:]}" if len(value) >= _LONG else "…"

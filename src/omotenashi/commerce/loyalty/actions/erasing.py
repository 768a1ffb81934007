# SPDX-License-Identifier: Apache-2.0
"""An erased person leaves the gift cards: what they hold stays, who gave and got them goes."""

from django.db import transaction

from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces

_TEXTS = {"recipient_name": "text", "sender": "text", "message": "text", "reason": "text"}
# What was said to somebody who is gone goes as a whole; a mail that still waits goes nowhere.
_GONE = {"recipient_name": "", "recipient_mail": "", "message": ""}


@transaction.atomic
def erase(*, traces: Traces) -> dict[str, int]:
    """Take the human out of the words of gift cards. Give the rows by table."""
    rows = tables.empty("loyalty_giftcard", key="id", columns={"recipient_mail": "text"}, traces=traces, blank=_GONE)
    rows += tables.take_from("loyalty_giftcard", key="id", columns=_TEXTS, traces=traces)
    return {"loyalty_giftcard": rows} if rows else {}

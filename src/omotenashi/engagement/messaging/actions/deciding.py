# SPDX-License-Identifier: Apache-2.0
"""Somebody decides about messages of which nobody knows whether they arrived: send once more, or leave it at that.

A machine never does: whoever got it would read it twice. Sent again it passes the whole gate, so whoever said no meanwhile
is not written to, and it counts once towards the caps.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.messaging.actions import waking
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.queries.undecided import ACCEPTED, UNDECIDED, undecided


@transaction.atomic
def send_again(ids: Collection[UUID], *, now: datetime) -> int:
    """Let the gate look at messages once more; say how many. What somebody decided about meanwhile stays as it is."""
    count = undecided().filter(pk__in=ids).update(
        state="held", reason="", due_at=now, settled_at=None, sent_at=None, lease_until=None, batch=None, tries=0, error=""
    )  # fmt: skip
    if count:
        waking.wake()
    return count


def accept(ids: Collection[UUID], *, now: datetime) -> int:
    """Leave messages at that: they may have arrived, and nobody is asked about them again. Say how many."""
    return undecided().filter(pk__in=ids).update(reason=ACCEPTED, settled_at=now)


def reconsider(*, settled_at: datetime) -> int:
    """Take back what was left at that at one moment; say how many messages somebody has to decide about again."""
    return Message.objects.filter(state="unknown", reason=ACCEPTED, settled_at=settled_at).update(reason=UNDECIDED)

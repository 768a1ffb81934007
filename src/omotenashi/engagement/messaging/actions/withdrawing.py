# SPDX-License-Identifier: Apache-2.0
"""Take back what was wished for and is not said yet: the scenario ended, or its person left it. The room is given back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.engagement.messaging.actions import allowances
from omotenashi.engagement.messaging.models import Message

# The step of the verdict: whether whoever wished for it still does.
WISH, WITHDRAWN, LEFT = "wish", "withdrawn", "left"
_WAITING = ("intended", "held", "queued")
_TAKE_BACK = """
UPDATE messaging_message SET state = 'dropped', reason = %s, due_at = NULL, settled_at = %s, decision = decision || %s
WHERE id = ANY(%s)
"""


@transaction.atomic
def withdraw(
    *, campaigns: Collection[str] = (), keys: Collection[str] = (), reason: str = WITHDRAWN, now: datetime
) -> int:
    """Take back messages by their campaigns or by the keys of their wishes, as far as they were not handed over; say how many."""
    if not campaigns and not keys:
        return 0
    meant = Message.objects.filter(Q(campaign__in=campaigns) | Q(idem_key__in=keys), state__in=_WAITING)
    # Locked before it is given back: of what somebody is just taking nothing is.
    gone = list(meant.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if gone:
        verdict = {"step": WISH, "outcome": "drop", "reason": reason, "evidence": ""}
        bulk.run(_TAKE_BACK, [reason, now, Jsonb([verdict]), gone])
        allowances.give_back(gone)
    return len(gone)

# SPDX-License-Identifier: Apache-2.0
"""Permissions of tills to give out points while they are offline, each backed by what the retailer set aside for it.

All open permissions together never come to more than the reserve: the counter moves by condition, so that the worst that
tills without a line can do is known beforehand.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty.models import Programme, TillAllowance
from omotenashi.commerce.loyalty.queries.tills import policy
from omotenashi.commerce.loyalty.rules import codes
from omotenashi.commerce.loyalty.rules.tills import Allowance, ReserveSpent, TillPolicy, read, text_of

# A till that was silent for so long after its permission ended is lost: what was held for it is let go.
_SILENCE = timedelta(days=14)


@transaction.atomic
def set_till_policy(settings: Mapping[str, int], *, by: str, now: datetime) -> TillPolicy:
    """Let tills give out so much without a line from now on; what is not said, and the rest of the programme, stays."""
    newest = Programme.objects.filter(since__lte=now).order_by("-since", "-version").first()
    before = newest.settings if newest else {}
    wanted = read({"tills": asdict(policy(now)) | dict(settings)})
    Programme.objects.create(settings={**before, "tills": asdict(wanted)}, since=now, by=by)
    return wanted


@transaction.atomic
def allow(*, terminal: str, per_customer: int, total: int, valid_until: datetime, now: datetime) -> Allowance:
    """Let a terminal give out points while it is offline: so many per customer, so many in all, until then.

    The total is held in the reserve. Raises ReserveSpent when that leaves no room for it.
    """
    bulk.run(_BEGIN)
    if not bulk.run(_HOLD, {"total": total, "reserve": policy(now).reserve}):
        raise ReserveSpent(terminal)
    made = Allowance(
        id=new_id(), terminal=terminal, per_customer=per_customer, total=total, valid_until=valid_until, signature=""
    )
    row = TillAllowance.objects.create(
        id=made.id, terminal=terminal, per_customer=per_customer, total=total, issued_at=now, valid_until=valid_until,
        signature=codes.sign(text_of(made), secret=settings.VALUE_KEY),
    )  # fmt: skip
    return Allowance(
        id=row.id, terminal=terminal, per_customer=per_customer, total=total, valid_until=valid_until,
        signature=row.signature,
    )  # fmt: skip


@transaction.atomic
def renew_allowance(*, terminal: str, previous: UUID | None, now: datetime) -> Allowance | None:
    """Permit a terminal to give out points by the policy; None when the reserve is spoken for.

    `previous` is what it had before, whose sales have all been told: it is closed. One that is not named stays open,
    because a till that forgot it may still find its sales.
    """
    if previous is not None:
        close_allowance(previous, terminal=terminal, now=now)
    found = policy(now)
    try:
        return allow(
            terminal=terminal, per_customer=found.per_customer, total=found.total, valid_until=now + found.life, now=now
        )
    except ReserveSpent:
        return None


@transaction.atomic
def close_allowance(allowance: UUID, *, terminal: str, now: datetime) -> bool:
    """Let go what is held for a permission; say whether this call did it."""
    return bulk.run(_CLOSE.format(which="id = %(id)s AND terminal = %(terminal)s"),
                    {"id": allowance, "terminal": terminal, "now": now}) > 0  # fmt: skip


@transaction.atomic
def close_silent(*, now: datetime) -> None:
    """Let go what is held for tills that were silent for too long. Their sales are booked all the same if they come."""
    bulk.run(_CLOSE.format(which="valid_until < %(before)s"), {"before": now - _SILENCE, "now": now})


def is_ours(allowance: Allowance) -> bool:
    """Say whether an allowance was signed by us and not changed since."""
    return codes.is_signed(text_of(allowance), allowance.signature, secret=settings.VALUE_KEY)


_BEGIN = 'INSERT INTO loyalty_tillreserve ("only", held) VALUES (true, 0) ON CONFLICT DO NOTHING'
_HOLD = "UPDATE loyalty_tillreserve SET held = held + %(total)s WHERE held + %(total)s <= %(reserve)s"
_CLOSE = """
WITH closed AS (
  UPDATE loyalty_tillallowance SET closed_at = %(now)s WHERE closed_at IS NULL AND {which} RETURNING total
), let_go AS (SELECT sum(total) AS total FROM closed)
UPDATE loyalty_tillreserve r SET held = r.held - l.total FROM let_go l WHERE l.total IS NOT NULL
"""

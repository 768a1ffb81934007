# SPDX-License-Identifier: Apache-2.0
"""The permission of a till to give out points without a line, as its script keeps it, and whether one that comes back is
ours."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.web.register.access import Till


class Said(msgspec.Struct, frozen=True):
    """A permission as a till tells it back."""

    id: UUID
    terminal: str
    per_customer: int
    total: int
    valid_until: datetime
    signature: str


def renewed(till: Till, *, previous: UUID | None, now: datetime) -> dict[str, Any] | None:
    """Give a till a new permission, or nothing when what the retailer set aside is spoken for."""
    found = loyalty.renew_allowance(terminal=till.terminal, previous=previous, now=now)
    if found is None:
        return None
    return {
        "id": str(found.id), "terminal": found.terminal, "per_customer": found.per_customer, "total": found.total,
        "used": 0, "valid_until": found.valid_until.isoformat(), "signature": found.signature,
    }  # fmt: skip


def genuine(said: Iterable[Said]) -> set[UUID]:
    """Give which permissions were signed by us and not changed since."""
    return {each.id for each in said if loyalty.is_ours(loyalty.Allowance(**msgspec.structs.asdict(each)))}

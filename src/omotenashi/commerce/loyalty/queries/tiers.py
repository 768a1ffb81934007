# SPDX-License-Identifier: Apache-2.0
"""The rank of a person: the fold of the spend that stands in the entries of all memberships."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.commerce.loyalty.models import TierState, WalletEntry
from omotenashi.commerce.loyalty.queries.balances import programme
from omotenashi.commerce.loyalty.rules import programme as rules


@dataclass(frozen=True, slots=True)
class Standing:
    """A rank, the spend behind it, and what is missing for the next."""

    tier: rules.Tier | None
    basis: int
    next_tier: rules.Tier | None
    missing: int


def standing(node_ids: Iterable[UUID], now: datetime) -> Standing:
    """Give the rank of a person at a moment, computed from the entries: a merge or its undoing counts at once."""
    valid = programme(now)
    since = now - timedelta(days=valid.window_days)
    found = WalletEntry.objects.filter(
        wallet__node_id__in=set(node_ids), occurred_at__gt=since, occurred_at__lte=now
    ).exclude(basis=0)
    basis, tier = rules.fold(found.values_list("occurred_at", "basis"), programme=valid, now=now)
    above = valid.next_tier(basis)
    return Standing(tier, basis, above, above.threshold - basis if above else 0)


def tier_of(node_ids: Iterable[UUID]) -> str:
    """Give the code of the rank as it was last decided; empty for who has none."""
    states = TierState.objects.filter(node_id__in=set(node_ids)).order_by("-decided_at", "node_id")
    return states.values_list("tier", flat=True).first() or ""

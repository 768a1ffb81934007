# SPDX-License-Identifier: Apache-2.0
"""What many members have, in sets: points that can be spent, and the rank as it was last decided."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.loyalty.queries.balances import programme


def points_of(node_ids: Iterable[UUID], now: datetime) -> dict[UUID, int]:
    """Give the free points on each node, as `balance` counts them; who has no wallet is left out."""
    return dict(bulk.rows(_POINTS, {"nodes": list(set(node_ids)), "now": now}))


def ranks_of(node_ids: Iterable[UUID]) -> dict[UUID, tuple[datetime, str]]:
    """Give for each node that has one the rank, and when it was decided: of a person the latest counts."""
    rows = bulk.rows(_RANKS, [list(set(node_ids))])
    return {node: (decided, tier) for node, decided, tier in rows}


def rank_names(belongs: Mapping[UUID, UUID], now: datetime) -> dict[UUID, str]:
    """Give the name of the rank of each person who has one; `belongs` says whose each membership is."""
    latest = {belongs[node]: tier for node, (_at, tier) in sorted(ranks_of(belongs).items(), key=lambda one: one[1][0])}
    names = {tier.code: tier.name for tier in programme(now).tiers} if latest else {}
    return {person: names.get(tier, tier) for person, tier in latest.items() if tier}


# A lot whose moment has come counts, and one whose time is over does not, although no sweep has written it down.
_POINTS = """
SELECT w.node_id, (w.available + coalesce(l.begun, 0) - coalesce(l.ended, 0))::bigint
FROM loyalty_wallet w LEFT JOIN (
  SELECT l.wallet_id, sum(l.remaining - l.held) FILTER (WHERE l.activated_at IS NULL) AS begun,
         sum(l.remaining - l.held) FILTER (WHERE l.expires_at <= %(now)s) AS ended
  FROM loyalty_walletlot l
  WHERE l.remaining > l.held AND l.active_from <= %(now)s AND (l.activated_at IS NULL OR l.expires_at <= %(now)s)
    AND l.wallet_id IN (SELECT id FROM loyalty_wallet WHERE node_id = ANY(%(nodes)s) AND kind = 'free_points')
  GROUP BY 1
) l ON l.wallet_id = w.id
WHERE w.node_id = ANY(%(nodes)s) AND w.kind = 'free_points'
"""
_RANKS = "SELECT node_id, decided_at, tier FROM loyalty_tierstate WHERE node_id = ANY(%s)"

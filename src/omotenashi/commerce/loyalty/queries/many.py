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


def ranks_of(belongs: Mapping[UUID, UUID]) -> dict[UUID, str]:
    """Give the code of the rank of each person who has one; `belongs` says whose each membership is: the latest decided counts."""
    return {belongs[node]: tier for node, tier in bulk.rows(_RANKS, [list(belongs)])}


def rank_names(belongs: Mapping[UUID, UUID], now: datetime) -> dict[UUID, str]:
    """Give the same by name."""
    ranks = ranks_of(belongs)
    names = {tier.code: tier.name for tier in programme(now).tiers} if ranks else {}
    return {person: names.get(code, code) for person, code in ranks.items() if code}


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
# The latest stands last, and so holds.
_RANKS = "SELECT node_id, tier FROM loyalty_tierstate WHERE node_id = ANY(%s) ORDER BY decided_at, node_id DESC"

# SPDX-License-Identifier: Apache-2.0
"""The ladder of ranks: how many stand on each step, who moved, and how many would move under other rules.

Of a person with several memberships one rank counts; each query here is one statement, whatever the number of members.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from omotenashi.base import bulk
from omotenashi.commerce.loyalty.models import Campaign, Programme, TierState
from omotenashi.commerce.loyalty.rules import programme as rules


@dataclass(frozen=True, slots=True)
class Move:
    """So many people who are on one step and would be on another. An empty code: no rank."""

    before: str
    after: str
    people: int


@dataclass(frozen=True, slots=True)
class Version:
    """The rules as they held from a moment on."""

    programme: rules.Programme
    since: datetime
    by: str


def moved(since: datetime) -> list[Move]:
    """Give how many people went from which rank to which since a moment; the first rank of somebody is no move."""
    return [Move(*row) for row in bulk.rows(_MOVED, [since])]


def would_move(wanted: rules.Programme, *, valid: rules.Programme, now: datetime) -> list[Move]:
    """Give how many people stand where, and where they would stand if other rules held now. Nothing is written.

    Who has not been decided since joining stands where the rules that hold put them.
    """
    said: dict[str, Any] = {"now": now}
    for name, each in (("old", valid), ("new", wanted)):
        said |= {
            f"{name}_since": now - timedelta(days=each.window_days), f"{name}_codes": [one.code for one in each.tiers],
            f"{name}_thresholds": [one.threshold for one in each.tiers],
        }  # fmt: skip
    return [Move(*row) for row in bulk.rows(_WOULD, said)]


def members(ranks: Sequence[str] = ()) -> QuerySet[TierState]:
    """Give the memberships with their ranks."""
    found = TierState.objects.all()
    return found.filter(tier__in=list(ranks)) if ranks else found


def versions(limit: int = 50) -> list[Version]:
    """Give the rules that held, the newest first."""
    rows = Programme.objects.order_by("-since", "-version")[:limit]
    return [Version(rules.read(row.settings, version=row.version), row.since, row.by) for row in rows]


def benefits() -> dict[str, list[Campaign]]:
    """Give the campaigns that run for each rank: what it is good for."""
    found: dict[str, list[Campaign]] = {}
    running: Any = Campaign.objects.filter(stopped_at=None, terms__has_key="ranks").order_by("priority", "code")
    for row in running:
        for rank in row.terms.get("ranks", ()):
            found.setdefault(rank, []).append(row)
    return found


_LATEST = """
SELECT DISTINCT ON (coalesce(p.person_id, t.node_id)) coalesce(p.person_id, t.node_id) AS person, t.tier, t.before,
  t.since
FROM loyalty_tierstate t LEFT JOIN customers_nodeperson p ON p.node_id = t.node_id
ORDER BY coalesce(p.person_id, t.node_id), t.decided_at DESC, t.node_id
"""
_MOVED = f"""
SELECT before, tier, count(*) FROM ({_LATEST}) x WHERE since > %s AND before <> '' AND before <> tier
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
_STEP = """coalesce((
  SELECT s.code FROM unnest(%({rules}_codes)s::text[], %({rules}_thresholds)s::bigint[]) s(code, threshold)
  WHERE s.threshold <= x.{rules} ORDER BY s.threshold DESC LIMIT 1), '')"""
_WOULD = f"""
WITH mine AS (
  SELECT w.id, coalesce(p.person_id, w.node_id) AS person FROM loyalty_wallet w
  LEFT JOIN customers_nodeperson p ON p.node_id = w.node_id WHERE w.node_id IS NOT NULL AND w.kind = 'free_points'
), spent AS (
  SELECT m.person, coalesce(sum(e.basis) FILTER (WHERE e.occurred_at > %(old_since)s), 0) AS old,
    coalesce(sum(e.basis) FILTER (WHERE e.occurred_at > %(new_since)s), 0) AS new
  FROM mine m LEFT JOIN loyalty_walletentry e ON e.wallet_id = m.id AND e.basis <> 0 AND e.occurred_at <= %(now)s
    AND e.occurred_at > least(%(old_since)s, %(new_since)s) GROUP BY 1
), stand AS ({_LATEST})
SELECT coalesce(t.tier, {_STEP.format(rules="old")}), {_STEP.format(rules="new")}, count(*)
FROM spent x LEFT JOIN stand t USING (person) GROUP BY 1, 2 ORDER BY 1, 2
"""

# SPDX-License-Identifier: Apache-2.0
"""Decide ranks: fold what a person spent in the window, in all channels, by the rule that holds."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.base.statements import Statement
from omotenashi.base.wholes import part
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.events import TierChanged
from omotenashi.commerce.loyalty.models import Programme
from omotenashi.commerce.loyalty.rules import programme as rules

_BATCH = 5_000
# Above, a temporary table is faster than a document.
_FEW = 40
_COLUMNS = {
    "node_id": "uuid", "tier": "text", "basis": "bigint", "window_from": "timestamptz", "rule_version": "bigint",
    "now": "timestamptz",
}  # fmt: skip


@transaction.atomic
def set_programme(settings: Mapping[str, Any], *, by: str, now: datetime) -> int:
    """Give the programme new rules from now on; give their version. What tills may do stays (`set_till_policy`).

    Raises ValueError for what makes no sense.
    """
    read = rules.read(settings, version=0)
    if read.window_days <= 0 or not 0 <= read.use_rate <= 100 or (read.life.days is not None and read.life.days <= 0):
        raise ValueError("a window and a life are of some days, a rate is a percentage")
    if len({tier.code for tier in read.tiers}) != len(read.tiers):
        raise ValueError("one rank per code")
    newest = Programme.objects.filter(since__lte=now).order_by("-since", "-version").first()
    kept = {"tills": newest.settings["tills"]} if newest and "tills" in newest.settings else {}
    return Programme.objects.create(settings=kept | dict(settings), since=now, by=by).version


@transaction.atomic
def change_programme(settings: Mapping[str, Any], *, by: str, now: datetime) -> int:
    """Change some of the rules from now on; what is not named stays as it is. Give the version. Raises ValueError."""
    # Two who change different rules at the same moment both stand in the end.
    bulk.rows("SELECT pg_advisory_xact_lock(hashtext('loyalty.programme'))")
    valid = Programme.objects.filter(since__lte=now).order_by("-since", "-version").first()
    return set_programme({**(valid.settings if valid else {}), **settings}, by=by, now=now)


@part
def decide_tiers(node_ids: Iterable[UUID], *, now: datetime, valid: rules.Programme | None = None) -> int:
    """Decide the ranks of the persons behind nodes, by the programme of the moment; give how many changed."""
    nodes = list(set(node_ids))
    if not nodes:
        return 0
    valid = valid or queries.programme(now)
    since = now - timedelta(days=valid.window_days)
    return _decide(_SPENT_OF.rows({"nodes": nodes, "since": since, "now": now}), valid, since=since, now=now)


def decide_all_tiers(*, now: datetime) -> int:
    """Decide the ranks of everybody whose spend or rank may have changed, in batches of wallets."""
    changed, after = 0, None
    while True:
        found = bulk.rows(_NEXT, {"after": after, "limit": _BATCH})
        if not found:
            return changed
        persons = [person for person, _ in found]
        after = persons[-1]
        with transaction.atomic():
            valid = queries.programme(now)
            since = now - timedelta(days=valid.window_days)
            wallets = [wallet for _, some in found for wallet in some]
            rows = bulk.rows(_SPENT, {"wallets": wallets, "since": since, "now": now})
            changed += _decide(rows, valid, since=since, now=now)


def _decide(rows: list[tuple[Any, ...]], valid: rules.Programme, *, since: datetime, now: datetime) -> int:
    """Each wallet's membership gets the rank of its person; one event for a person whose rank changed."""
    decided, told, seen = [], [], set()
    for person, node, basis, before in rows:
        tier = valid.tier_for(basis)
        code = tier.code if tier else ""
        decided.append((node, code, basis, since, valid.version, now))
        if before != code and person not in seen:
            seen.add(person)
            told.append(TierChanged(node_id=node, at=now, before=before or "", tier=code, basis=basis))
    if len(decided) > _FEW:
        source, parameters = bulk.given("stage_tiers", _COLUMNS, decided)
        bulk.run(_WRITE.format(source=source), parameters)
    elif decided:
        _WRITE_FEW.rows([dict(zip(_COLUMNS, each, strict=True)) for each in decided])
    publish(*told)
    return len(told)


_NEXT = """
SELECT coalesce(p.person_id, w.node_id) AS person, array_agg(w.id) FROM loyalty_wallet w
LEFT JOIN customers_nodeperson p ON p.node_id = w.node_id
WHERE w.node_id IS NOT NULL AND w.kind = 'free_points'
  AND (%(after)s::uuid IS NULL OR coalesce(p.person_id, w.node_id) > %(after)s::uuid)
GROUP BY 1 ORDER BY 1 LIMIT %(limit)s
"""
_MINE = """
WITH mine AS (
  SELECT w.id, w.node_id, coalesce(p.person_id, w.node_id) AS person FROM loyalty_wallet w
  LEFT JOIN customers_nodeperson p ON p.node_id = w.node_id WHERE w.id = ANY(%(wallets)s)
)"""
# The nodes of a person by the person: no membership of others is looked at.
_MINE_OF = """
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_record($1::jsonb) AS d(nodes uuid[], since timestamptz, now timestamptz)
), asked AS (
  SELECT n AS node_id, p.person_id FROM d CROSS JOIN unnest(d.nodes) n LEFT JOIN customers_nodeperson p ON p.node_id = n
), own AS (
  SELECT node_id, node_id AS person FROM asked WHERE person_id IS NULL
  UNION SELECT p.node_id, p.person_id FROM asked a JOIN customers_nodeperson p ON p.person_id = a.person_id
), mine AS (
  SELECT w.id, w.node_id, o.person FROM own o
  JOIN loyalty_wallet w ON w.node_id = o.node_id AND w.kind = 'free_points'
)"""
_FOLD = """, spent AS (
  SELECT m.person, sum(e.basis) AS basis FROM mine m JOIN loyalty_walletentry e ON e.wallet_id = m.id
  WHERE e.basis <> 0 AND e.occurred_at > {since} AND e.occurred_at <= {now} GROUP BY 1
)
SELECT m.person, m.node_id, coalesce(s.basis, 0)::bigint, t.tier FROM mine m LEFT JOIN spent s USING (person)
LEFT JOIN loyalty_tierstate t ON t.node_id = m.node_id ORDER BY m.person, m.node_id
"""
_SPENT = _MINE + _FOLD.format(since="%(since)s", now="%(now)s")
_SPENT_OF = Statement(_MINE_OF + _FOLD.format(since="(SELECT since FROM d)", now="(SELECT now FROM d)"))
_WRITE = """
INSERT INTO loyalty_tierstate AS t (node_id, tier, basis, window_from, rule_version, since, decided_at)
SELECT node_id, tier, basis, window_from, rule_version, now, now FROM {source} ORDER BY node_id
ON CONFLICT (node_id) DO UPDATE SET tier = EXCLUDED.tier, basis = EXCLUDED.basis, window_from = EXCLUDED.window_from,
  rule_version = EXCLUDED.rule_version, decided_at = EXCLUDED.decided_at,
  before = CASE WHEN t.tier = EXCLUDED.tier THEN t.before ELSE t.tier END,
  since = CASE WHEN t.tier = EXCLUDED.tier THEN t.since ELSE EXCLUDED.since END
"""

_SAID = f"jsonb_to_recordset($1::jsonb) s({', '.join(f'{name} {kind}' for name, kind in _COLUMNS.items())})"
_WRITE_FEW = Statement(_WRITE.format(source=_SAID) + "RETURNING node_id")

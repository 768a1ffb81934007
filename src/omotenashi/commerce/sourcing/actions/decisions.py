# SPDX-License-Identifier: Apache-2.0
"""Decide who serves an order, keep the decision with its reasons, and decide again when a location said no."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.base.statements import Statement
from omotenashi.commerce.sourcing import queries
from omotenashi.commerce.sourcing.models import Decision
from omotenashi.commerce.sourcing.rules import Ask, Need, Node, Piece, Plan, Strategy, plan, stored


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """A kept decision: its id, who serves what, and what nobody can."""

    decision_id: UUID
    pieces: tuple[Piece, ...]
    missing: tuple[Need, ...]


@transaction.atomic(savepoint=False)
def decide(ask: Ask, *, order_id: UUID, channel: str, key: str, now: datetime, reason: str = "") -> Decided:
    """Plan with what is known now and keep the decision as the order's next version. A known key changes nothing.

    Nothing is reserved here: a reservation that then fails at a location is answered by `replan` without it.
    """
    strategy = queries.strategy_in_use()
    nodes = queries.nodes(ask, channel=channel, strategy=strategy, now=now)
    chosen = plan(ask, nodes, strategy=strategy)
    made = _keep(ask, chosen, nodes, strategy, order_id, key, reason, now)
    if made is None:
        return _known(key)
    return Decided(decision_id=made, pieces=chosen.pieces, missing=chosen.missing)


def decide_all(asks: Sequence[tuple[UUID, str, Ask]], *, channel: str, now: datetime) -> list[Decided]:
    """Plan the first time for several orders, each with its key, by one look at the books; nothing for known keys."""
    strategy = queries.strategy_in_use()
    found = queries.nodes_of([ask for _, _, ask in asks], channel=channel, strategy=strategy, now=now)
    plans = [plan(ask, nodes, strategy=strategy) for (_, _, ask), nodes in zip(asks, found, strict=True)]
    said = [
        _words(ask, chosen, nodes, strategy, order_id, key, "", now)
        for (order_id, key, ask), chosen, nodes in zip(asks, plans, found, strict=True)
    ]
    if len(_KEEP.rows(said)) < len(said):
        return []
    return [
        Decided(decision_id=each["id"], pieces=chosen.pieces, missing=chosen.missing)
        for each, chosen in zip(said, plans, strict=True)
    ]


@transaction.atomic(savepoint=False)
def replan(
    *, order_id: UUID, needs: Sequence[Need], without: UUID, channel: str, reason: str, key: str, now: datetime
) -> Decided:
    """Decide again for the lines that a location could not serve, without it and all that said no before.

    Raises Decision.DoesNotExist for an order that was never planned.
    """
    before = stored.ask_from(Decision.objects.filter(order_id=order_id).latest("version").asked)
    ask = replace(before, needs=tuple(needs), without=before.without | {without})
    return decide(ask, order_id=order_id, channel=channel, key=key, now=now, reason=reason)


def _keep(
    ask: Ask, chosen: Plan, nodes: Sequence[Node], strategy: Strategy, order_id: UUID, key: str,
    reason: str, now: datetime,
) -> UUID | None:  # fmt: skip
    """Write a decision and give its id; nothing where its key is known."""
    said = _words(ask, chosen, nodes, strategy, order_id, key, reason, now)
    return said["id"] if _KEEP.rows([said]) else None


def _words(
    ask: Ask, chosen: Plan, nodes: Sequence[Node], strategy: Strategy, order_id: UUID, key: str, reason: str,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    picks = Counter(piece.location_id for piece in chosen.pieces)
    return {
        "id": new_id(), "key": key, "order": order_id, "strategy": stored.strategy_words(strategy),
        "asked": stored.ask_words(ask), "candidates": stored.candidate_words(nodes, chosen),
        "chosen": stored.plan_words(chosen), "is_exact": chosen.is_exact, "reason": reason, "now": now,
        "picks": [{"id": new_id(), "place": place, "lines": lines} for place, lines in picks.items()],
    }  # fmt: skip


def _known(key: str) -> Decided:
    row = Decision.objects.get(key=key)
    pieces, missing = stored.pieces_from(row.chosen), stored.missing_from(row.chosen)
    return Decided(decision_id=row.pk, pieces=pieces, missing=missing)


# One round trip: the number of the version is read where it is written.
_KEEP = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, key text, "order" uuid, strategy jsonb, asked jsonb,
    candidates jsonb, chosen jsonb, is_exact bool, reason text, now timestamptz, picks jsonb)
  LIMIT jsonb_array_length($1::jsonb)
), kept AS (
  INSERT INTO sourcing_decision (
    id, key, order_id, version, strategy, asked, candidates, chosen, is_exact, reason, decided_at)
  SELECT id, key, "order", 1 + (SELECT count(*) FROM sourcing_decision WHERE order_id = d."order"), strategy, asked,
    candidates, chosen, is_exact, reason, now
  FROM d ON CONFLICT (key) DO NOTHING RETURNING id, decided_at
), picked AS (
  INSERT INTO sourcing_pick (id, decision_id, location_id, lines, decided_at)
  SELECT p.id, kept.id, p.place, p.lines, kept.decided_at
  FROM kept JOIN d USING (id) CROSS JOIN jsonb_to_recordset(d.picks) AS p(id uuid, place uuid, lines int)
)
SELECT id FROM kept
""")

# SPDX-License-Identifier: Apache-2.0
"""Decide who serves an order, keep the decision with its reasons, and decide again when a location said no."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
    decision_id, picks = new_id(), Counter(piece.location_id for piece in chosen.pieces)
    written = _KEEP.rows(
        {
            "id": decision_id, "key": key, "order": order_id, "strategy": stored.strategy_words(strategy),
            "asked": stored.ask_words(ask), "candidates": stored.candidate_words(nodes, chosen),
            "chosen": stored.plan_words(chosen), "is_exact": chosen.is_exact, "reason": reason, "now": now,
            "picks": [{"id": new_id(), "place": place, "lines": lines} for place, lines in picks.items()],
        }
    )  # fmt: skip
    return decision_id if written else None


def _known(key: str) -> Decided:
    row = Decision.objects.get(key=key)
    pieces, missing = stored.pieces_from(row.chosen), stored.missing_from(row.chosen)
    return Decided(decision_id=row.pk, pieces=pieces, missing=missing)


# One round trip: the number of the version is read where it is written.
_KEEP = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_record($1::jsonb) AS d(id uuid, key text, "order" uuid, strategy jsonb, asked jsonb,
    candidates jsonb, chosen jsonb, is_exact bool, reason text, now timestamptz, picks jsonb)
), kept AS (
  INSERT INTO sourcing_decision (
    id, key, order_id, version, strategy, asked, candidates, chosen, is_exact, reason, decided_at)
  SELECT id, key, "order", 1 + (SELECT count(*) FROM sourcing_decision WHERE order_id = d."order"), strategy, asked,
    candidates, chosen, is_exact, reason, now
  FROM d ON CONFLICT (key) DO NOTHING RETURNING id, decided_at
), picked AS (
  INSERT INTO sourcing_pick (id, decision_id, location_id, lines, decided_at)
  SELECT p.id, kept.id, p.place, p.lines, kept.decided_at
  FROM kept CROSS JOIN d CROSS JOIN jsonb_to_recordset(d.picks) AS p(id uuid, place uuid, lines int)
)
SELECT id FROM kept
""")

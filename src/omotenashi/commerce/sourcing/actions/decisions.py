# SPDX-License-Identifier: Apache-2.0
"""Decide who serves an order, keep the decision with its reasons, and decide again when a location said no."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id, new_ids
from omotenashi.base.prepared import Gap, Prepared
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
    if known := _KNOWN.found(key=key):
        [row] = known
        pieces, missing = stored.pieces_from(row.chosen), stored.missing_from(row.chosen)
        return Decided(decision_id=row.pk, pieces=pieces, missing=missing)
    strategy = queries.strategy_in_use()
    nodes = queries.nodes(ask, channel=channel, strategy=strategy, now=now)
    chosen = plan(ask, nodes, strategy=strategy)
    made = _keep(ask, chosen, nodes, strategy, order_id, key, reason, now)
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
) -> UUID:  # fmt: skip
    decision_id = new_id()
    words = [
        stored.strategy_words(strategy),
        stored.ask_words(ask),
        stored.candidate_words(nodes, chosen),
        stored.plan_words(chosen),
    ]
    said = [msgspec.json.encode(each).decode() for each in words]
    picks = Counter(piece.location_id for piece in chosen.pieces)
    given = [list(picks), list(picks.values()), new_ids(len(picks))]
    bulk.run(_KEEP, [decision_id, key, order_id, order_id, *said, chosen.is_exact, reason, now, *given])
    return decision_id


_KNOWN = Prepared(lambda: Decision.objects.filter(key=Gap("key")), often=True)
# One round trip: the number of the version is read where it is written.
_KEEP = """
WITH kept AS (
  INSERT INTO sourcing_decision (
    id, key, order_id, version, strategy, asked, candidates, chosen, is_exact, reason, decided_at)
  SELECT %s, %s, %s, 1 + (SELECT count(*) FROM sourcing_decision WHERE order_id = %s), %s, %s, %s, %s, %s, %s, %s
  RETURNING id, decided_at
)
INSERT INTO sourcing_pick (id, decision_id, location_id, lines, decided_at)
SELECT p.id, kept.id, p.location, p.lines, kept.decided_at
FROM kept, unnest(%s::uuid[], %s::int[], %s::uuid[]) p(location, lines, id)
"""

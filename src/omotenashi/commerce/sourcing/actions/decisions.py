# SPDX-License-Identifier: Apache-2.0
"""Decide who serves an order, keep the decision with its reasons, and decide again when a location said no."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.commerce.sourcing import queries
from omotenashi.commerce.sourcing.models import Decision
from omotenashi.commerce.sourcing.rules import Ask, Need, Node, Piece, Plan, Strategy, plan, stored


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """A kept decision: its id, who serves what, and what nobody can."""

    decision_id: UUID
    pieces: tuple[Piece, ...]
    missing: tuple[Need, ...]


@transaction.atomic
def decide(ask: Ask, *, order_id: UUID, channel: str, key: str, now: datetime, reason: str = "") -> Decided:
    """Plan with what is known now and keep the decision as the order's next version. A known key changes nothing.

    Nothing is reserved here: a reservation that then fails at a location is answered by `replan` without it.
    """
    known = Decision.objects.filter(key=key).first()
    if known is not None:
        return _decided(known)
    strategy = queries.strategy_in_use()
    nodes = queries.nodes(ask, channel=channel, strategy=strategy, now=now)
    return _decided(_keep(ask, plan(ask, nodes, strategy=strategy), nodes, strategy, order_id, key, reason, now))


@transaction.atomic
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
) -> Decision:  # fmt: skip
    return Decision.objects.create(
        key=key,
        order_id=order_id,
        version=Decision.objects.filter(order_id=order_id).count() + 1,
        strategy=stored.strategy_words(strategy),
        asked=stored.ask_words(ask),
        candidates=stored.candidate_words(nodes, chosen),
        chosen=stored.plan_words(chosen),
        is_exact=chosen.is_exact,
        reason=reason,
        decided_at=now,
    )


def _decided(row: Decision) -> Decided:
    return Decided(decision_id=row.id, pieces=stored.pieces_from(row.chosen), missing=stored.missing_from(row.chosen))

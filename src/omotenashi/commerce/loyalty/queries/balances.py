# SPDX-License-Identifier: Apache-2.0
"""Reads about points: what somebody has, in which lots, and what came and went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from omotenashi.base import planning
from omotenashi.base.prepared import Gap, Prepared
from omotenashi.base.statements import Statement
from omotenashi.commerce.loyalty.models import Programme, Wallet, WalletEntry, WalletLot
from omotenashi.commerce.loyalty.rules import programme as rules


@dataclass(frozen=True, slots=True)
class Balance:
    """What can be spent, what is provisional, what is set aside, and what ends next."""

    available: int
    pending: int
    held: int
    ends: int = 0
    ends_at: datetime | None = None


def balance(node_ids: Iterable[UUID], now: datetime, *, kind: str = "free_points") -> Balance:
    """Give what a person has at a moment, over all memberships, whether or not the clock has swept since."""
    [found] = planning.ask(BALANCE, {"nodes": list(set(node_ids)), "kind": kind, "now": now}).rows
    return Balance(*found)


def spendable(persons: Sequence[Sequence[UUID]], now: datetime) -> list[int]:
    """Give what persons can spend at a moment, each over the nodes of one: one read for all."""
    asked = [{"place": n, "nodes": list(set(nodes))} for n, nodes in enumerate(persons)]
    return [available for (available,) in _EACH.rows({"now": now, "persons": asked})]


def balance_of(node_ids: Iterable[UUID]) -> int:
    """Give the points of a person: the sum over the wallets on the person's nodes."""
    wallets = Wallet.objects.filter(node_id__in=set(node_ids), kind=Wallet.Kind.FREE_POINTS)
    return int(wallets.aggregate(total=Sum("available"))["total"] or 0)


def entries_of(node_ids: Iterable[UUID]) -> QuerySet[WalletEntry]:
    """Give the postings of a person that changed the balance, the newest first."""
    found = WalletEntry.objects.filter(wallet__node_id__in=set(node_ids)).exclude(amount=0)
    return found.order_by("-occurred_at", "-id")


def lots_of(node_ids: Iterable[UUID]) -> QuerySet[WalletLot]:
    """Give the lots of a person that still hold something, in the order in which they are spent."""
    found = WalletLot.objects.filter(wallet__node_id__in=set(node_ids), remaining__gt=0)
    return found.order_by(F("expires_at").asc(nulls_last=True), "earned_at", "id")


def programme(at: datetime) -> rules.Programme:
    """Give the rules that hold at a moment."""
    found = _VALID.found(at=at)
    return rules.read(found[0].settings, version=found[0].version) if found else rules.FIRST


_VALID = Prepared(
    lambda: Programme.objects.filter(since__lte=Gap("at")).order_by("-since", "-version")[:1], often=True
)  # fmt: skip


# A lot whose moment has come counts, and one whose time is over does not, although no sweep has written it down.
# Also a part of a quote.
BALANCE = """
WITH mine AS (
  SELECT id, available, pending, held FROM loyalty_wallet WHERE node_id = ANY(%(nodes)s) AND kind = %(kind)s
), lots AS (
  SELECT l.activated_at IS NULL AND l.active_from <= %(now)s AS begins, l.expires_at <= %(now)s AS over,
         l.activated_at IS NOT NULL OR l.active_from <= %(now)s AS active, l.expires_at, l.remaining - l.held AS free
  FROM loyalty_walletlot l JOIN mine m ON m.id = l.wallet_id WHERE l.remaining > l.held
), moves AS (
  SELECT coalesce(sum(free) FILTER (WHERE begins), 0) AS begun,
         coalesce(sum(free) FILTER (WHERE active AND over), 0) AS ended,
         min(expires_at) FILTER (WHERE active AND NOT over) AS ends_at FROM lots
)
SELECT (coalesce((SELECT sum(available) FROM mine), 0) + begun - ended)::bigint,
       (coalesce((SELECT sum(pending) FROM mine), 0) - begun)::bigint,
       coalesce((SELECT sum(held) FROM mine), 0)::bigint,
       coalesce((SELECT sum(free) FROM lots WHERE active AND lots.expires_at = moves.ends_at), 0)::bigint, ends_at
FROM moves
"""
_EACH = Statement(f"""
WITH c AS MATERIALIZED (SELECT * FROM jsonb_to_record($1::jsonb) AS c(now timestamptz, persons jsonb))
SELECT b.available FROM c
CROSS JOIN LATERAL (
  SELECT * FROM jsonb_to_recordset(c.persons) AS d(place int, nodes uuid[]) LIMIT jsonb_array_length(c.persons)
) d
CROSS JOIN LATERAL (
  {BALANCE % {"nodes": "d.nodes", "kind": "'free_points'", "now": "c.now"}}
) b(available, pending, held, ends, ends_at)
ORDER BY d.place
""")

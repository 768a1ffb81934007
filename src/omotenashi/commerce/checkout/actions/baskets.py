# SPDX-License-Identifier: Apache-2.0
"""Fill a basket, carry it from the shop to the phone, and from one device to the next.

A basket decides nothing: it holds no price and no stock. A quote is asked whenever one is shown.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from django.db import IntegrityError, transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.base.prepared import Gap, Prepared
from omotenashi.base.statements import Statement
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout.events import BasketAbandoned
from omotenashi.commerce.checkout.models import Basket, BasketLine
from omotenashi.commerce.checkout.queries import facts
from omotenashi.commerce.checkout.queries.baskets import basket_of, hash_of
from omotenashi.commerce.checkout.queries.pricing import with_tax
from omotenashi.commerce.checkout.rules import BadBasket
from omotenashi.commerce.checkout.rules.problems import MODES

MOST_LINES, MOST_PIECES = 100, 999


class UnknownChannel(Exception):
    """Nobody registered this channel."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A basket and the token that opens it; the token is shown once and kept by the device."""

    basket_id: UUID
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """So many of a variant, to be received in this way."""

    variant_id: UUID
    quantity: int
    mode: str = "ship"
    location_id: UUID | None = None


def open_basket(
    *,
    channel: str,
    now: datetime,
    shop_id: UUID | None = None,
    node_ids: Sequence[UUID] = (),
    opened_by: UUID | None = None,
    items: Sequence[Item] = (),
    points: int = 0,
    coupons: Sequence[str] = (),
) -> Opened:
    """Open a basket, with what lies in it from the beginning. A member who has an open one goes on with it, under a
    further token. Raises UnknownChannel, and BadBasket as `put` and `choose_value` do.
    """
    token = token_urlsafe(24)
    mine = basket_of(node_ids) if node_ids else None
    if mine is not None:
        Basket.objects.create(
            token_hash=hash_of(token), channel_id=mine.channel_id, node_id=mine.node_id, state=Basket.State.MERGED,
            opened_at=now, changed_at=now, ended_at=now,
        )  # fmt: skip
        return Opened(mine.pk, token)
    lines = {(x.variant_id, x.mode, x.location_id): x for x in items}.values()
    if len(lines) > MOST_LINES or any(not _can_be(x.mode, x.quantity) for x in lines):
        raise BadBasket("quantity")
    said = {
        "id": new_id(), "hash": hash_of(token).hex(), "channel": channel, "shop": shop_id, "by": opened_by,
        "node": node_ids[0] if node_ids else None, "now": now, "points": points, "coupons": _tidy(points, coupons),
        "lines": [{"id": new_id(), **asdict(x)} for x in lines if x.quantity],
    }  # fmt: skip
    if not _OPEN.rows(said):
        raise UnknownChannel(channel)
    return Opened(UUID(str(said["id"])), token)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """A basket that somebody opens, with the goods by their SKUs: (SKU, how many, how received)."""

    channel: str
    items: tuple[tuple[str, int, str], ...] = ()
    points: int = 0
    coupons: tuple[str, ...] = ()


def open_baskets(wanted: Sequence[Opening], *, now: datetime) -> list[Opened | None]:
    """Open baskets of guests together, by one statement. None where something is not known or cannot be: `open_basket`
    says what."""
    opened: list[Opened | None] = [None] * len(wanted)
    said, places = [], dict[UUID, tuple[int, str]]()
    for place, each in enumerate(wanted):
        kinds = {(sku, mode) for sku, _, mode in each.items}
        can_be = all(_can_be(mode, quantity) and quantity for _, quantity, mode in each.items)
        if not can_be or len(kinds) < len(each.items) or len(kinds) > MOST_LINES:
            continue
        key, token = new_id(), token_urlsafe(24)
        places[key] = (place, token)
        lines = [{"id": new_id(), "sku": sku, "quantity": quantity, "mode": mode} for sku, quantity, mode in each.items]
        said.append(
            {
                "id": key, "hash": hash_of(token).hex(), "channel": each.channel, "now": now, "points": each.points,
                "coupons": _tidy(each.points, each.coupons), "lines": lines, "count": len(lines),
            }
        )  # fmt: skip
    for (key,) in _OPEN_ALL.rows(said) if said else []:
        place, token = places[key]
        opened[place] = Opened(key, token)
    return opened


@transaction.atomic
def put(
    basket_id: UUID,
    *,
    variant_id: UUID,
    quantity: int,
    mode: str = "ship",
    location_id: UUID | None = None,
    now: datetime,
) -> None:
    """Let so many of a variant lie in the basket, received in this way; 0 takes them out. Said again it is the same.

    Raises BadBasket when the basket is not open, or for a quantity, a variant or a way that cannot be.
    """
    _demand_open(basket_id)
    if not _can_be(mode, quantity):
        raise BadBasket("quantity")
    line = {"basket_id": basket_id, "variant_id": variant_id, "mode": mode, "location_id": location_id}
    if quantity == 0:
        BasketLine.objects.filter(**line).delete()
    else:
        if not Variant.objects.filter(pk=variant_id).exists() or _is_full(basket_id, line):
            raise BadBasket("quantity")
        BasketLine.objects.update_or_create(
            **line, defaults={"quantity": quantity}, create_defaults={"quantity": quantity, "added_at": now}
        )
    Basket.objects.filter(pk=basket_id).update(changed_at=now)


@transaction.atomic
def choose_value(basket_id: UUID, *, points: int, coupons: Sequence[str], now: datetime) -> None:
    """Say which points and coupons are to be used. Whether they count is the quote's to say. Raises BadBasket."""
    _demand_open(basket_id)
    tidy = _tidy(points, coupons)
    Basket.objects.filter(pk=basket_id).update(points=points, coupons=tidy, changed_at=now)


def adopt(basket_id: UUID, *, node_ids: Sequence[UUID], now: datetime) -> UUID:
    """Make a guest's basket the member's, and give the basket to go on with.

    A member who has one open already finds the goods of both in it, the larger quantity of each; the guest's token
    leads there from then on. Another member's basket is left alone: raises BadBasket.
    """
    # Two baskets of one member at the same moment: the second is refused by the constraint, and merged.
    with suppress(IntegrityError):
        if _ADOPT.rows({"now": now, "baskets": [{"id": basket_id, "nodes": node_ids}]}):
            return basket_id
    return _adopt_or_merge(basket_id, node_ids=node_ids, now=now)


def adopt_all(wanted: Sequence[tuple[UUID, Sequence[UUID]]], *, now: datetime) -> set[UUID]:
    """Make guests' baskets the members', each of another member, by one statement; give those it could be done for.

    What is left out `adopt` does, or says why not.
    """
    said, seen = [], set[UUID]()
    for basket_id, nodes in wanted:
        if nodes and seen.isdisjoint({basket_id, *nodes}):
            seen.update((basket_id, *nodes))
            said.append({"id": basket_id, "nodes": nodes})
    # Two baskets of one member at the same moment: the constraint refuses the second, and each goes alone.
    with suppress(IntegrityError):
        return {basket_id for (basket_id,) in _ADOPT.rows({"now": now, "baskets": said})} if said else set()
    return set()


@transaction.atomic
def _adopt_or_merge(basket_id: UUID, *, node_ids: Sequence[UUID], now: datetime) -> UUID:
    found = _demand_open(basket_id)
    if found.node_id is not None:
        if found.node_id in node_ids:
            return found.pk
        raise BadBasket("gone")
    mine = basket_of(node_ids)
    if mine is None:
        # Between the two statements the member's other basket was ordered.
        return adopt(basket_id, node_ids=node_ids, now=now)
    bulk.run(_POUR, [mine.pk, found.pk])
    Basket.objects.filter(pk=found.pk).update(state=Basket.State.MERGED, node_id=mine.node_id, ended_at=now)
    Basket.objects.filter(pk=mine.pk).update(changed_at=now)
    return mine.pk


@transaction.atomic
def hand_over(basket_id: UUID, *, now: datetime) -> str:
    """Give a new token for a basket, for the customer's own phone (店頭QRカート); the old one stops. Raises BadBasket."""
    _demand_open(basket_id)
    token = token_urlsafe(24)
    Basket.objects.filter(pk=basket_id).update(token_hash=hash_of(token), changed_at=now)
    return token


def abandon(*, now: datetime, after: timedelta = timedelta(days=30), limit: int = 500) -> int:
    """Close baskets that nobody has touched for long, and tell of those of members; give the number."""
    due = Basket.objects.filter(state=Basket.State.OPEN, changed_at__lt=now - after).order_by("changed_at")
    done = 0
    for basket in due[:limit]:
        done += _abandon(basket, now=now)
    return done


@transaction.atomic
def _abandon(basket: Basket, *, now: datetime) -> int:
    ended = Basket.objects.filter(pk=basket.pk, state=Basket.State.OPEN, changed_at=basket.changed_at)
    if not ended.update(state=Basket.State.ABANDONED, ended_at=now):
        return 0
    lines = facts.of_basket(basket.pk, channel=basket.channel_id, now=now).lines
    if basket.node_id and lines:
        amount = sum(with_tax(line) * line.quantity for line in lines)
        publish(
            BasketAbandoned(
                node_id=basket.node_id, at=now, basket_id=basket.pk, channel=basket.channel_id, amount=amount,
                lines=len(lines),
            )
        )  # fmt: skip
    return 1


def _demand_open(basket_id: UUID) -> Basket:
    found = next(iter(LOCKED.found(id=basket_id)), None)
    if found is None:
        raise BadBasket("gone")
    if found.state != Basket.State.OPEN:
        raise BadBasket("ordered" if found.state == Basket.State.ORDERED else "gone")
    return found


def _can_be(mode: str, quantity: int) -> bool:
    return mode in MODES and 0 <= quantity <= MOST_PIECES


def _tidy(points: int, coupons: Sequence[str]) -> list[str]:
    if points < 0 or len(coupons) > 10:
        raise BadBasket("quantity")
    return list(dict.fromkeys(code.strip() for code in coupons if code.strip()))


def _is_full(basket_id: UUID, line: dict[str, object]) -> bool:
    others = BasketLine.objects.filter(basket_id=basket_id)
    return others.count() >= MOST_LINES and not others.filter(**line).exists()


LOCKED = Prepared(lambda: Basket.objects.select_for_update().filter(pk=Gap("id")), often=True)
_OPEN = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_record($1::jsonb) AS d(id uuid, hash text, channel text, shop uuid, "by" uuid, node uuid,
    now timestamptz, points bigint, coupons text[], lines jsonb)
), b AS (
  INSERT INTO checkout_basket (id, token_hash, channel_id, shop_id, node_id, opened_by_id, state, coupons, points,
    opened_at, changed_at)
  SELECT d.id, decode(d.hash, 'hex'), c.code, d.shop, d.node, d."by", 'open', d.coupons, d.points, d.now, d.now
  FROM d JOIN locations_channel c ON c.code = d.channel RETURNING id
), l AS (
  INSERT INTO checkout_basketline (id, basket_id, variant_id, quantity, mode, location_id, added_at)
  SELECT l.id, b.id, l.variant_id, l.quantity, l.mode, l.location_id, d.now
  FROM b CROSS JOIN d CROSS JOIN jsonb_to_recordset(d.lines) AS l(id uuid, variant_id uuid, quantity int, mode text,
    location_id uuid)
)
SELECT id FROM b
""")
_OPEN_ALL = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, hash text, channel text, now timestamptz, points bigint,
    coupons text[], lines jsonb, count int) LIMIT jsonb_array_length($1::jsonb)
), x AS MATERIALIZED (
  SELECT d.id AS basket_id, d.now, l.id, v.id AS variant_id, l.quantity, l.mode
  FROM d CROSS JOIN LATERAL (
    SELECT * FROM jsonb_to_recordset(d.lines) AS l(id uuid, sku text, quantity int, mode text)
    LIMIT jsonb_array_length(d.lines)
  ) l JOIN catalogue_variant v ON v.sku = l.sku
), b AS (
  INSERT INTO checkout_basket (id, token_hash, channel_id, state, coupons, points, opened_at, changed_at)
  SELECT d.id, decode(d.hash, 'hex'), c.code, 'open', d.coupons, d.points, d.now, d.now
  FROM d JOIN locations_channel c ON c.code = d.channel
  WHERE (SELECT count(*) FROM x WHERE x.basket_id = d.id) = d.count RETURNING id
), l AS (
  INSERT INTO checkout_basketline (id, basket_id, variant_id, quantity, mode, added_at)
  SELECT x.id, b.id, x.variant_id, x.quantity, x.mode, x.now FROM b JOIN x ON x.basket_id = b.id
)
SELECT id FROM b
""")
# Nobody's, still open, and the member has no other: then one statement does it.
_ADOPT = Statement("""
UPDATE checkout_basket b SET node_id = d.nodes[1], changed_at = d.now
FROM (
  SELECT x.*, r.now FROM jsonb_to_record($1::jsonb) AS r(now timestamptz, baskets jsonb) CROSS JOIN LATERAL (
    SELECT * FROM jsonb_to_recordset(r.baskets) AS x(id uuid, nodes uuid[]) LIMIT jsonb_array_length(r.baskets)
  ) x
) d
WHERE b.id = d.id AND b.state = 'open' AND b.node_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM checkout_basket o WHERE o.node_id = ANY(d.nodes) AND o.state = 'open')
RETURNING b.id
""")
_POUR = """
INSERT INTO checkout_basketline (id, basket_id, variant_id, quantity, mode, location_id, added_at)
SELECT gen_random_uuid(), %s, variant_id, quantity, mode, location_id, added_at FROM checkout_basketline
WHERE basket_id = %s
ON CONFLICT (basket_id, variant_id, mode, location_id)
DO UPDATE SET quantity = greatest(checkout_basketline.quantity, excluded.quantity)
"""

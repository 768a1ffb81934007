# SPDX-License-Identifier: Apache-2.0
"""Place an order: a draft that is priced and has its shares becomes an order, once per key.

What a source recorded comes through `records.record`. Here one statement writes the order, its lines, their credits,
the contacts, what the confirmation page showed, and the first entry of the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.base.statements import Statement
from omotenashi.commerce.orders.events import OrderPlaced
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.orders.rules import drafts
from omotenashi.commerce.orders.rules.drafts import (
    LEGAL_ITEMS,
    BadDraft,
    ContactDetails,
    Credit,
    Draft,
    DraftLine,
    Mode,
)
from omotenashi.people.customers.actions import registrations as customers

__all__ = [
    "LEGAL_ITEMS",
    "BadDraft",
    "Conflict",
    "ContactDetails",
    "Credit",
    "Draft",
    "DraftLine",
    "Mode",
    "Placed",
    "create",
    "create_all",
]


class Conflict(Exception):
    """The key stands for another order."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed. `lines` are the ids of its lines, in the order of the draft."""

    order_id: UUID
    number: str
    lines: tuple[UUID, ...]
    is_repeat: bool = False


def create(draft: Draft, *, key: str, now: datetime, paid: bool = False, handed_over: bool = False) -> Placed:
    """Place an order. The same key again gives the same order; with other goods it raises Conflict.

    A sale at the till is `paid` and `handed_over` at once. Raises BadDraft, also for an unknown channel, shop or
    variant; nothing is written then, and the caller's transaction goes on.
    """
    drafts.check(draft)
    # A guest's receipt becomes a node by its number: one who orders twice under one key must not leave two.
    if draft.node_id is None and (known := _known(key, draft)):
        return known
    with transaction.atomic(savepoint=False):
        placed = _create(draft, key=key, now=now, paid=paid, handed_over=handed_over)
    # Either the order was placed under this key before, or something in it is not known.
    placed = placed or _known(key, draft)
    if placed is None:
        raise BadDraft("the channel, the shop, or a variant or shop of a line is unknown")
    return placed


def _create(draft: Draft, *, key: str, now: datetime, paid: bool, handed_over: bool) -> Placed | None:
    number, node_id = draft.number, draft.node_id
    if node_id is None:
        number = number or bulk.rows("SELECT to_char(nextval('orders_number'), 'FM00000000')")[0][0]
        node_id = _guest(draft, number=number, now=now)
    facts = _facts(draft, key=key, number=number, node_id=node_id, now=now, paid=paid, handed=handed_over)
    written = _CREATE.rows([facts])
    return _told(draft, facts, written[0][1]) if written else None


def create_all(
    drafts_by_key: Sequence[tuple[str, Draft]], *, now: datetime, paid: bool = False, handed_over: bool = False
) -> list[Placed]:
    """Place orders of known buyers together, each under its key; all of them, or BadDraft and the transaction is void."""
    facts = []
    for key, draft in drafts_by_key:
        drafts.check(draft)
        if draft.node_id is None:
            raise BadDraft("a guest orders alone")
        facts.append(
            _facts(draft, key=key, number=draft.number, node_id=draft.node_id, now=now, paid=paid, handed=handed_over)
        )
    numbers = dict(_CREATE.rows(facts))
    if len(numbers) < len(facts):
        raise BadDraft("one of them was placed before, or something in it is not known")
    return [_told(draft, said, numbers[said["id"]]) for (_, draft), said in zip(drafts_by_key, facts, strict=True)]


def _told(draft: Draft, facts: dict[str, Any], number: str) -> Placed:
    uids = tuple(line["uid"] for line in facts["lines"])
    publish(
        OrderPlaced(
            node_id=facts["node_id"], at=facts["placed_at"], order_id=facts["id"], number=number,
            channel=draft.channel, location=draft.location, amount=facts["goods"], lines=len(uids),
            is_completed=facts["completed_at"] is not None,
        )
    )  # fmt: skip
    return Placed(facts["id"], number, uids)


def _known(key: str, draft: Draft) -> Placed | None:
    order = Order.objects.filter(key=key).only("id", "number", "content").first()
    if order is None:
        return None
    if bytes(order.content) != drafts.digest(draft):
        raise Conflict(key)
    lines = OrderLine.objects.filter(order_id=order.pk).order_by("id").values_list("uid", flat=True)
    return Placed(order.pk, order.number, tuple(uid for uid in lines if uid), is_repeat=True)


def _guest(draft: Draft, *, number: str, now: datetime) -> UUID:
    """Give the node of a guest: the mail address if one was given, else the receipt.

    Nothing else that a guest wrote is said of the address: whoever types somebody's address and another one's phone
    number would make two people one, and a name typed here would change a member's own.
    """
    mail = draft.buyer.mail if draft.buyer else ""
    if mail:
        record = customers.CustomerRecord(identifiers=(customers.Identifier("email", mail),), observed_at=now)
        found = customers.register([record], source="checkout", now=now, tell=False)[0].node_id
        if found is not None:
            return found
    receipt = f"{draft.origin}:{number}"
    return customers.receipt_nodes([receipt], now=now)[receipt]


def _facts(
    draft: Draft, *, key: str, number: str | None, node_id: UUID, now: datetime, paid: bool, handed: bool
) -> dict[str, Any]:
    sums = drafts.totals(draft)
    placed_at = draft.placed_at or now
    said = {
        "id": new_id(), "key": key, "origin": draft.origin, "number": number, "channel": draft.channel,
        "location": draft.location, "node_id": node_id, "currency": draft.currency, "placed_at": placed_at,
        "confirmed_at": placed_at if paid else None, "completed_at": placed_at if paid and handed else None,
        "goods": sums.goods, "discount": sums.discount, "coupon": sums.coupon, "shipping": draft.shipping,
        "shipping_rate": draft.shipping_rate, "tax": sums.tax, "points": sums.points, "count": len(draft.lines),
        "medium": draft.medium, "content": drafts.digest(draft).hex(), "now": now, "actor": draft.actor,
        "log": {"total": sums.goods + draft.shipping, "paid": paid, "handed_over": handed},
    }  # fmt: skip
    return said | _parts(draft, tuple(line.uid or new_id() for line in draft.lines), handed=handed)


def _parts(draft: Draft, uids: tuple[UUID, ...], *, handed: bool) -> dict[str, Any]:
    lines = [
        {
            "place": place, "uid": uid, "variant": x.variant_id, "quantity": x.quantity,
            "unit_price": x.unit_price, "amount": x.amount, "discount": x.discount, "coupon": x.coupon,
            "points": x.points, "tax_rate": x.tax_rate, "mode": x.mode, "wish": x.location,
            "handed": x.quantity if handed else 0,
        }
        for place, (uid, x) in enumerate(zip(uids, draft.lines, strict=True), start=1)
    ]  # fmt: skip
    shares = [
        {
            "id": new_id(), "uid": uid, "staff": c.staff_id, "place": c.location,
            "touch": c.touch, "share": c.share, "quantity": x.quantity, "amount": amount, "evidence": dict(c.evidence),
            "window_days": c.window_days,
        }
        for uid, x in zip(uids, draft.lines, strict=True)
        for c, amount in zip(x.credits, drafts.credited(x.amount, x.credits), strict=True)
    ]  # fmt: skip
    given = {"buyer": draft.buyer, "recipient": draft.recipient}
    contacts = [{"role": role, "of": one} for role, one in given.items() if one]
    shown = draft.confirmation
    return {
        "lines": lines, "credits": shares, "contacts": contacts, "shown": shown,
        "shown_hash": None if shown is None else drafts.confirmation_hash(shown).hex(),
    }  # fmt: skip


# One statement: an order with three lines costs one round trip to the database, not one per table; several cost no more.
# LIMIT says how many to expect: left to itself PostgreSQL expects a hundred of each and hashes whole tables for them.
_CREATE = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, key text, origin text, number text, channel text,
    location text, node_id uuid, currency text, placed_at timestamptz, confirmed_at timestamptz,
    completed_at timestamptz, goods bigint, discount bigint, coupon bigint, shipping bigint, shipping_rate int,
    tax bigint, points bigint, count int, medium text, content text, now timestamptz, actor text, log jsonb,
    lines jsonb, credits jsonb, contacts jsonb, shown jsonb, shown_hash text)
  LIMIT jsonb_array_length($1::jsonb)
), x AS MATERIALIZED (
  SELECT x.*, d.id AS order_id, v.id AS variant_id, v.sku, trim(p.name || ' ' || v.name) AS name,
    coalesce(v.cost, 0) * x.quantity AS cost, w.id AS wish_id
  FROM d CROSS JOIN LATERAL (
    SELECT * FROM jsonb_to_recordset(d.lines) AS x(place int, uid uuid, variant uuid, quantity int, unit_price numeric,
      amount bigint, discount bigint, coupon bigint, points bigint, tax_rate int, mode text, wish text, handed int)
    LIMIT jsonb_array_length(d.lines)
  ) x JOIN catalogue_variant v ON v.id = x.variant JOIN catalogue_product p ON p.id = v.product_id
  LEFT JOIN locations_location w ON w.code = x.wish WHERE x.wish IS NULL OR w.id IS NOT NULL
), o AS (
  INSERT INTO orders_order (id, key, origin, number, channel_id, location_id, node_id, currency, placed_at,
    confirmed_at, completed_at, goods_total, discount_total, coupon_total, shipping_total, shipping_rate, tax_total,
    cost_total, points_used, returned_total, returned_tax, returned_cost, line_count, medium, country, content)
  SELECT d.id, d.key, d.origin, coalesce(d.number, to_char(nextval('orders_number'), 'FM00000000')), c.code, s.id,
    d.node_id, d.currency, d.placed_at, d.confirmed_at, d.completed_at, d.goods, d.discount, d.coupon, d.shipping,
    d.shipping_rate, d.tax, (SELECT coalesce(sum(cost), 0) FROM x WHERE x.order_id = d.id), d.points, 0, 0, 0, d.count,
    d.medium, '', decode(d.content, 'hex')
  FROM d JOIN locations_channel c ON c.code = d.channel LEFT JOIN locations_location s ON s.code = d.location
  WHERE (d.location IS NULL OR s.id IS NOT NULL) AND (SELECT count(*) FROM x WHERE x.order_id = d.id) = d.count
  ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING
  RETURNING id, number
), l AS (
  INSERT INTO orders_orderline (order_id, uid, key, variant_id, sku, name, kind, quantity, unit_price, amount, discount,
    coupon, points, tax_rate, cost, mode, wish_id, handed)
  SELECT o.id, x.uid, x.place::text, x.variant_id, x.sku, x.name, 'goods', x.quantity, x.unit_price, x.amount,
    x.discount, x.coupon, x.points, x.tax_rate, x.cost, x.mode, x.wish_id, x.handed
  FROM o JOIN x ON x.order_id = o.id ORDER BY o.id, x.place
  RETURNING id, uid
), g AS (
  INSERT INTO orders_logentry (order_id, at, kind, actor, data)
  SELECT o.id, d.now, 'placed', d.actor, d.log FROM o JOIN d USING (id)
), r AS (
  INSERT INTO orders_attribution (id, order_id, line_id, staff_id, location_id, touch, share, quantity, amount,
    evidence, window_days, at)
  SELECT c.id, o.id, l.id, c.staff, s.id, c.touch, c.share, c.quantity, c.amount, c.evidence, c.window_days,
    d.placed_at
  FROM o JOIN d USING (id) CROSS JOIN jsonb_to_recordset(d.credits) AS c(id uuid, uid uuid, staff uuid, place text,
    touch text, share int, quantity int, amount bigint, evidence jsonb, window_days int)
  JOIN l ON l.uid = c.uid LEFT JOIN locations_location s ON s.code = c.place
), k AS (
  INSERT INTO orders_confirmation (order_id, items, hash, shown_at)
  SELECT o.id, d.shown, decode(d.shown_hash, 'hex'), d.placed_at
  FROM o JOIN d USING (id) WHERE d.shown_hash IS NOT NULL
), q AS (
  INSERT INTO orders_contact (order_id, role, name, kana, mail, phone, postal_code, prefecture, address, note)
  SELECT o.id, g.role, a.name, a.kana, a.mail, a.phone, a.postal_code, a.prefecture, a.address, a.note
  FROM o JOIN d USING (id) CROSS JOIN jsonb_to_recordset(d.contacts) AS g(role text, of jsonb)
  CROSS JOIN jsonb_to_record(g.of) AS a(name text, kana text, mail text, phone text, postal_code text, prefecture text,
    address text, note text)
)
SELECT id, number FROM o
""")

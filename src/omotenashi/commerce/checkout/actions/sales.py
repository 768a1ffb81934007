# SPDX-License-Identifier: Apache-2.0
"""A sale as a till says it, and its row: the till makes the id, and an id that is known changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID

from omotenashi.base.statements import Statement
from omotenashi.commerce.checkout.models import TillSale
from omotenashi.commerce.checkout.rules.sales import BadSale, OtherSale, SaleLine
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.commerce.payments.actions import Given


@dataclass(frozen=True, kw_only=True, slots=True)
class Sale:
    """What was rung up. `sequence` rises by one with each sale of a terminal; `tenders` hold no points.

    `offline`: it has happened and is told late, with the prices the till asked; `allowance` permitted its points.
    `noted` is what whoever tells it found odd; it stands among the differences. `assisted_by` advised the customer.
    """

    sale_id: UUID
    terminal: str
    sequence: int
    shop_id: UUID
    sold_at: datetime
    lines: tuple[SaleLine, ...]
    tenders: tuple[Given, ...] = ()
    channel: str = "STORE"
    staff_id: UUID | None = None
    node_ids: tuple[UUID, ...] = ()
    points: int = 0
    coupons: tuple[str, ...] = ()
    shift_id: UUID | None = None
    offline: bool = False
    allowance: UUID | None = None
    shipping: int | None = None
    buyer: ContactDetails | None = None
    recipient: ContactDetails | None = None
    noted: tuple[Mapping[str, Any], ...] = ()
    assisted_by: UUID | None = None

    @property
    def has_override(self) -> bool:
        """Whether a price was changed by hand; the caller checks who may do that."""
        return not self.offline and any(line.price is not None for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sold:
    """What a sale came to. `found` pieces were not in the book, `overdraft` points were not in the wallet.

    `differences` say where an offline till asked something else than we would have.
    """

    order_id: UUID
    number: str
    document_id: UUID
    document: str
    total: int
    change: int
    points_spent: int
    points_earned: int
    balance: int
    overdraft: int = 0
    found: int = 0
    shortages: tuple[UUID, ...] = ()
    differences: tuple[Mapping[str, Any], ...] = field(default=())
    is_repeat: bool = False


def begin(sale: Sale, *, now: datetime) -> Sold | None:
    """Take the id and the number of a sale, or give what a known id came to.

    A second call at the same moment waits here for the first. Raises OtherSale, and BadSale when another sale of the
    terminal has the number.
    """
    if begin_all([sale], now=now):
        return None
    row = TillSale.objects.filter(pk=sale.sale_id).first()
    if row is None:
        raise BadSale("sequence")
    if bytes(row.content) != _digest(sale):
        raise OtherSale(str(sale.sale_id))
    return _stored(row)


def begin_all(sales: Sequence[Sale], *, now: datetime) -> set[UUID]:
    """Take the ids and the numbers of sales, and give the ids that nobody had taken."""
    said = [
        {
            "id": sale.sale_id, "shop": sale.shop_id, "terminal": sale.terminal, "sequence": sale.sequence,
            "offline": sale.offline, "content": _digest(sale).hex(), "sold_at": sale.sold_at, "now": now,
        }
        for sale in sales
    ]  # fmt: skip
    return {sale_id for (sale_id,) in _BEGIN.rows(said)}


def keep(done: Sequence[tuple[Sale, Sold, Mapping[str, Any]]]) -> None:
    """Write down what sales came to, and what cancelling or taking back will need to know of each."""
    _KEEP.rows([_kept(*each) for each in done])


def _kept(sale: Sale, sold: Sold, settlement: Mapping[str, Any]) -> dict[str, Any]:
    result = {name: value for name, value in asdict(sold).items() if name not in ("is_repeat", "differences")}
    return {
        "id": sale.sale_id, "order": sold.order_id, "result": result, "differences": sold.differences, **settlement
    }  # fmt: skip


def known_sale(sale_id: UUID, *, shop_id: UUID, terminal: str) -> Sold | None:
    """Give what a sale of a till came to, or nothing: what a till asks that got no answer."""
    row = TillSale.objects.filter(pk=sale_id, shop_id=shop_id, terminal=terminal).first()
    return _stored(row) if row else None


def _stored(row: TillSale) -> Sold:
    named = dict(row.result)
    for name in ("order_id", "document_id"):
        named[name] = UUID(named[name])
    named["shortages"] = tuple(UUID(each) for each in named["shortages"])
    return Sold(**named, differences=tuple(row.differences), is_repeat=True)


def _digest(sale: Sale) -> bytes:
    """Give 32 bytes for what was bought, by whom, and how it was paid."""
    lines = [[str(x.variant_id), x.quantity, x.mode, x.price, x.discount, x.coupon] for x in sale.lines]
    paid = [[x.kind, x.amount] for x in sale.tenders]
    who = sorted(map(str, sale.node_ids))
    said = [str(sale.shop_id), sale.terminal, sale.sequence, lines, paid, sale.points, list(sale.coupons), who]
    return sha256(dumps(said).encode()).digest()


_BEGIN = Statement("""
INSERT INTO checkout_tillsale (sale_id, shop_id, terminal, sequence, offline, content, sold_at, received_at, result,
  differences)
SELECT id, shop, terminal, sequence, offline, decode(content, 'hex'), sold_at, now, '{}', '[]'
FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, shop uuid, terminal text, sequence bigint, offline bool, content text,
  sold_at timestamptz, now timestamptz)
ORDER BY id
ON CONFLICT DO NOTHING RETURNING sale_id
""")
_KEEP = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, "order" uuid, result jsonb, differences jsonb, intent uuid,
    node uuid, key text, points bigint, coupons jsonb, earned jsonb, sold_at timestamptz, now timestamptz)
  LIMIT jsonb_array_length($1::jsonb)
), s AS (
  INSERT INTO checkout_settlement (order_id, intent_id, node_id, key, points, coupons, earned, placed_at, lapses_at,
    confirmed_at, reason)
  SELECT "order", intent, node, key, points, coupons, earned, sold_at, now, now, '' FROM d
)
UPDATE checkout_tillsale t SET order_id = d."order", result = d.result, differences = d.differences
FROM d WHERE t.sale_id = d.id RETURNING t.sale_id
""")

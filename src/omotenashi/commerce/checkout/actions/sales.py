# SPDX-License-Identifier: Apache-2.0
"""A sale as a till says it, and its row: the till makes the id, and an id that is known changes nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.checkout.models import TillSale
from omotenashi.commerce.checkout.rules.sales import BadSale, OtherSale, SaleLine
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.commerce.payments.actions import Given


@dataclass(frozen=True, kw_only=True, slots=True)
class Sale:
    """What was rung up. `sequence` rises by one with each sale of a terminal; `tenders` hold no points.

    `offline`: it has happened and is told late, with the prices the till asked; `allowance` permitted its points.
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
    content = _digest(sale)
    made = bulk.rows(
        _BEGIN,
        [sale.sale_id, sale.shop_id, sale.terminal, sale.sequence, sale.offline, content, sale.sold_at, now],
    )
    if made:
        return None
    row = TillSale.objects.filter(pk=sale.sale_id).first()
    if row is None:
        raise BadSale("sequence")
    if bytes(row.content) != content:
        raise OtherSale(str(sale.sale_id))
    return _stored(row)


def keep(sale: Sale, sold: Sold) -> Sold:
    """Write down what a sale came to."""
    said = {name: value for name, value in asdict(sold).items() if name not in ("is_repeat", "differences")}
    TillSale.objects.filter(pk=sale.sale_id).update(
        order_id=sold.order_id,
        result={name: [str(x) for x in v] if isinstance(v, tuple) else v for name, v in _plain(said).items()},
        differences=list(sold.differences),
    )
    return sold


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in said.items()}


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


_BEGIN = """
INSERT INTO checkout_tillsale (sale_id, shop_id, terminal, sequence, offline, content, sold_at, received_at, result,
  differences)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '{}', '[]') ON CONFLICT DO NOTHING RETURNING sale_id
"""

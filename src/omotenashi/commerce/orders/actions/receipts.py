# SPDX-License-Identifier: Apache-2.0
"""Issue the receipts of sales: of orders that this transaction has made, so nobody else has them or their documents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from omotenashi.base.statements import Statement
from omotenashi.commerce.orders.actions import documents
from omotenashi.commerce.orders.actions.documents import Head, Issued, NotPossible
from omotenashi.commerce.orders.rules.documents import DocumentLine


class _Line(msgspec.Struct, frozen=True):
    name: str
    sku: str
    quantity: int
    amount: int
    rate: int


class _Read(msgspec.Struct, frozen=True):
    currency: str
    placed_at: datetime
    goods: int
    shipping: int
    shipping_rate: int
    lines: list[_Line]
    rounding: str
    issuer: str
    registered: str
    series: str | None


class Receipt(NamedTuple):
    """A simplified invoice that is to be issued in the series of a till (`owner`), which is opened with its first sale."""

    order_id: UUID
    code: str
    owner: str
    key: str
    actor: str


def issue_all(wanted: Sequence[Receipt], *, now: datetime) -> list[Issued]:
    """Issue the receipts of sales, each in the series of another till. Raises BadRegistration.

    `documents.issue_document` is for orders that others may change meanwhile.
    """
    asked = [{"place": n, "order": each.order_id, "owner": each.owner} for n, each in enumerate(wanted)]
    drafts = []
    for each, (said,) in zip(wanted, _READ.rows(asked), strict=True):
        read = _decode(said)
        if not read.lines:
            raise NotPossible("nothing to say")
        series = read.series or documents.open_series(code=each.code, owner=each.owner, now=now).code
        head = Head(
            order=each.order_id, supplied=read.placed_at, currency=read.currency, rounding=read.rounding,
            issuer=read.issuer, registered=read.registered,
        )  # fmt: skip
        lines = documents.whole(
            [DocumentLine(**_fields(line)) for line in read.lines], goods=read.goods, shipping=read.shipping,
            shipping_rate=read.shipping_rate,
        )  # fmt: skip
        drafts.append(documents.Draft(head=head, lines=lines, series=series, key=each.key, actor=each.actor))
    return documents.write_all(drafts, now=now)


def _fields(line: _Line) -> dict[str, Any]:
    return msgspec.structs.asdict(line)


_decode = msgspec.json.Decoder(_Read).decode
_READ = Statement("""
SELECT json_build_object(
  'currency', o.currency, 'placed_at', o.placed_at, 'goods', o.goods_total, 'shipping', o.shipping_total,
  'shipping_rate', o.shipping_rate,
  'lines', (
    SELECT coalesce(json_agg(json_build_object('name', coalesce(nullif(x.name, ''), x.sku), 'sku', x.sku,
      'quantity', x.quantity, 'amount', x.amount, 'rate', x.tax_rate) ORDER BY x.id), '[]')
    FROM orders_orderline x WHERE x.order_id = o.id AND x.quantity > 0
  ),
  'rounding', coalesce((SELECT rounding FROM orders_taxpolicy LIMIT 1), 'floor'),
  'issuer', coalesce((SELECT name FROM locations_retailer LIMIT 1), ''),
  'registered', coalesce((SELECT registration_number FROM locations_retailer LIMIT 1), ''),
  'series', (SELECT code FROM orders_series s WHERE s.owner = d.owner)
)::text
FROM (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(place int, "order" uuid, owner text)
  LIMIT jsonb_array_length($1::jsonb)
) d JOIN orders_order o ON o.id = d."order" ORDER BY d.place
""")

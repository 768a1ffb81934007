# SPDX-License-Identifier: Apache-2.0
"""Issue tax documents: numbered without a gap per series, never changed, once per key.

A series belongs to one till or one job. Its counter is a row: the number is taken in the transaction that writes the
document, so a document that is not written gives its number back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.base.statements import Statement
from omotenashi.base.wholes import part
from omotenashi.commerce.orders.actions import journal
from omotenashi.commerce.orders.actions.states import NotPossible
from omotenashi.commerce.orders.models import Document, Order, OrderLine, Return, ReturnLine, Series, TaxPolicy
from omotenashi.commerce.orders.rules import documents as rules
from omotenashi.commerce.orders.rules.documents import INVOICE, RETURN, SIMPLIFIED, BadRegistration, DocumentLine
from omotenashi.places.locations import queries as places

__all__ = [
    "INVOICE",
    "RETURN",
    "SIMPLIFIED",
    "BadRegistration",
    "Issued",
    "NoSuchSeries",
    "NotPossible",
    "issue_document",
    "open_series",
    "set_policy",
]


class NoSuchSeries(LookupError):
    """No till and no job has opened this series."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A document that was issued."""

    document_id: UUID
    series: str
    number: int
    total: int
    tax: int
    is_repeat: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What a document says beside its lines; `registered` is the registration number of the company."""

    order: UUID
    supplied: datetime
    currency: str
    rounding: str
    issuer: str
    registered: str


@part
def open_series(*, code: str, owner: str, now: datetime) -> Series:
    """Open a series for a till or a job (`owner`), or give the one it has already."""
    return Series.objects.get_or_create(owner=owner, defaults={"code": code, "opened_at": now})[0]


@transaction.atomic
def set_policy(*, rounding: str = "floor", returns_exempt_below: int = 0) -> TaxPolicy:
    """Say how the company rounds tax from now on, and below what a refund needs no return invoice."""
    values = {"rounding": TaxPolicy.Rounding(rounding), "returns_exempt_below": returns_exempt_below}
    return TaxPolicy.objects.update_or_create(only=True, defaults=values)[0]


@part
def issue_document(
    order_id: UUID, *, series: str, key: str, now: datetime, kind: str = SIMPLIFIED, of_return: UUID | None = None,
    replaces: UUID | None = None, recipient: str = "", actor: str = "",
) -> Issued:  # fmt: skip
    """Issue a document about an order as it is now, or about one of its returns; the same key gives the same one.

    A return invoice without `of_return` takes back what the documents of a cancelled order say. `replaces` names a
    document that was wrong. Raises NotPossible when the order has a document of this kind already, or there is nothing
    to say; NoSuchSeries; BadRegistration.
    """
    order = journal.locked(order_id)
    known = Document.objects.filter(key=key).first()
    if known is not None:
        if known.order_id != order_id:
            raise journal.KeyOfAnother(key)
        return Issued(known.pk, known.series_id, known.number, known.total, known.tax, is_repeat=True)
    _check(order, kind, of_return=of_return, replaces=replaces)
    lines = _lines(order, kind, of_return)
    policy, retailer = TaxPolicy.objects.first() or TaxPolicy(), places.retailer()
    head = Head(
        order=order.pk, supplied=order.placed_at if of_return is None else now, currency=order.currency,
        rounding=policy.rounding, issuer=retailer.name, registered=retailer.registration_number,
    )  # fmt: skip
    draft = Draft(
        head=head, lines=lines, series=series, key=key, kind=kind, of_return=of_return, replaces=replaces,
        recipient=recipient, actor=actor,
    )  # fmt: skip
    return write_all([draft], now=now)[0]


def _check(order: Order, kind: str, *, of_return: UUID | None, replaces: UUID | None) -> None:
    if kind not in rules.KINDS:
        raise ValueError(kind)
    if kind == RETURN and of_return is None and order.cancelled_at is None:
        raise NotPossible("nothing came back")
    if kind != RETURN and order.cancelled_at is not None:
        raise NotPossible("cancelled")
    same = Document.objects.filter(order=order, of_return=of_return, replaced_by=None)
    same = same.filter(kind=RETURN) if kind == RETURN else same.exclude(kind=RETURN)
    standing = set(same.values_list("pk", flat=True))
    if standing != ({replaces} if replaces else set()):
        raise NotPossible("a document stands already" if standing else "nothing to replace")


def _lines(order: Order, kind: str, of_return: UUID | None) -> list[DocumentLine]:
    if of_return is not None:
        lines = _returned(order, of_return)
    elif kind == RETURN:
        lines = _invoiced(order)
    else:
        lines = _ordered(order)
    if not lines:
        raise NotPossible("nothing to say")
    return lines


def _ordered(order: Order) -> list[DocumentLine]:
    kept = OrderLine.objects.filter(order=order, quantity__gt=0).order_by("id")
    lines = [
        DocumentLine(name=x.name or x.sku, sku=x.sku, quantity=x.quantity, amount=x.amount, rate=x.tax_rate)
        for x in kept
    ]
    return whole(lines, goods=order.goods_total, shipping=order.shipping_total, shipping_rate=order.shipping_rate)


def whole(lines: list[DocumentLine], *, goods: int, shipping: int, shipping_rate: int) -> list[DocumentLine]:
    """Give the lines of an order with what it has beside them, so that they come to what is paid."""
    lines = list(lines)
    rest = goods - sum(line.amount for line in lines)
    if rest:
        # What a source took off the whole order, or did not say by line: at the rate with the largest amount.
        sums = {total.rate: total.total for total in rules.totals(lines)}
        rate = max(sums, key=lambda rate: (sums[rate], rate), default=10)
        lines.append(DocumentLine(name="", sku="discount" if rest < 0 else "goods", amount=rest, rate=rate))
    if shipping:
        lines.append(DocumentLine(name="", sku="shipping", amount=shipping, rate=shipping_rate))
    return lines


def _returned(order: Order, return_id: UUID) -> list[DocumentLine]:
    if not Return.objects.filter(pk=return_id, order=order).exists():
        raise NotPossible("the return is not of this order")
    rates = dict(OrderLine.objects.filter(order=order).values_list("pk", "tax_rate"))
    by_sku = dict(OrderLine.objects.filter(order=order).order_by("tax_rate").values_list("sku", "tax_rate"))
    return [
        DocumentLine(
            name=x.name or x.sku, sku=x.sku, quantity=x.quantity, amount=x.amount,
            rate=rates.get(x.order_line_id or 0, by_sku.get(x.sku, 10)),
        )
        for x in ReturnLine.objects.filter(of=return_id).order_by("id")
    ]  # fmt: skip


def _invoiced(order: Order) -> list[DocumentLine]:
    standing = Document.objects.filter(order=order, replaced_by=None).exclude(kind=RETURN)
    return [rules.from_json(line) for document in standing for line in document.lines]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A document before it is written."""

    head: Head
    lines: Sequence[DocumentLine]
    series: str
    key: str
    actor: str
    kind: str = SIMPLIFIED
    of_return: UUID | None = None
    replaces: UUID | None = None
    recipient: str = ""


def write_all(drafts: Sequence[Draft], *, now: datetime) -> list[Issued]:
    """Write documents, each of another series, and the entries of the log that tell of them.

    The caller has checked that they may stand. Raises NoSuchSeries.
    """
    said = [_said(draft, now=now) for draft in drafts]
    numbers = dict(_ISSUE.rows(said))
    if missing := [each["series"] for each in said if each["id"] not in numbers]:
        raise NoSuchSeries(missing[0])
    return [Issued(each["id"], each["series"], numbers[each["id"]], each["total"], each["tax"]) for each in said]


def _said(draft: Draft, *, now: datetime) -> dict[str, Any]:
    head = draft.head
    rates = rules.totals(draft.lines, rounding=head.rounding)
    return {
        "id": new_id(), "kind": draft.kind, "series": draft.series, "issuer": head.issuer,
        "recipient": draft.recipient, "number_of": rules.checked_number(head.registered), "order_id": head.order,
        "return_id": draft.of_return, "now": now, "supplied": head.supplied, "currency": head.currency,
        "lines": [rules.as_json(line) for line in draft.lines],
        "rates": [{"rate": one.rate, "total": one.total, "tax": one.tax} for one in rates],
        "total": sum(one.total for one in rates), "tax": sum(one.tax for one in rates), "rounding": head.rounding,
        "replaces": draft.replaces, "key": draft.key, "actor": draft.actor,
    }  # fmt: skip


# The row of the series is held until the end of the transaction: the next document of this till waits, no other does.
_ISSUE = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, kind text, series text, issuer text, recipient text,
    number_of text, order_id uuid, return_id uuid, now timestamptz, supplied timestamptz, currency text, lines jsonb,
    rates jsonb, total bigint, tax bigint, rounding text, replaces uuid, key text, actor text)
  LIMIT jsonb_array_length($1::jsonb)
), held AS MATERIALIZED (
  SELECT s.code FROM orders_series s WHERE s.code IN (SELECT series FROM d) ORDER BY s.code FOR UPDATE
), taken AS (
  UPDATE orders_series s SET last_number = last_number + 1 FROM held h WHERE s.code = h.code
  RETURNING s.code, s.last_number
), made AS (
  INSERT INTO orders_document (id, kind, series_id, number, registration_no, issuer, recipient, order_id, of_return_id,
    issued_at, supplied_at, currency, lines, rates, total, tax, rounding, replaces_id, key)
  SELECT d.id, d.kind, d.series, t.last_number, d.number_of, d.issuer, d.recipient, d.order_id, d.return_id, d.now,
    d.supplied, d.currency, d.lines, d.rates, d.total, d.tax, d.rounding, d.replaces, d.key FROM d JOIN taken t ON t.code = d.series
  RETURNING id, number
), noted AS (
  INSERT INTO orders_logentry (order_id, at, kind, actor, data)
  SELECT d.order_id, d.now, 'document_issued', d.actor, jsonb_build_object('document', d.id, 'document_kind', d.kind,
    'number', d.series || '-' || lpad(m.number::text, greatest(6, length(m.number::text)), '0')) FROM d JOIN made m USING (id)
)
SELECT id, number FROM made
""")

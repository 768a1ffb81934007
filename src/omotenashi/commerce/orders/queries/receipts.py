# SPDX-License-Identifier: Apache-2.0
"""Tax documents as a page, a till or a mail shows them: everything a 適格簡易請求書 must say, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.commerce.orders.models import Document
from omotenashi.commerce.orders.rules import documents as rules
from omotenashi.commerce.orders.rules.documents import DocumentLine, RateTotal


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """One document. Where a line has no name, `sku` says which of ours it is: shipping, discount or goods.

    `has_reduced` asks for the note that ※ marks the reduced rate. `replaces` and `returned_from` name other documents.
    """

    document_id: UUID
    kind: str
    number: str
    issuer: str
    registration_no: str
    recipient: str
    issued_at: datetime
    supplied_at: datetime
    order_number: str
    place: str
    currency: str
    lines: tuple[DocumentLine, ...]
    rates: tuple[RateTotal, ...]
    total: int
    tax: int
    has_reduced: bool
    replaces: str
    is_replaced: bool


def receipt(document_id: UUID) -> Receipt | None:
    """Give a document as it is to be shown, or nothing."""
    related = ("order__location", "replaces", "replaced_by")
    found = Document.objects.select_related(*related).filter(pk=document_id).first()
    if found is None:
        return None
    lines = tuple(rules.from_json(line) for line in found.lines)
    return Receipt(
        document_id=found.pk, kind=found.kind, number=str(found), issuer=found.issuer,
        registration_no=found.registration_no, recipient=found.recipient, issued_at=found.issued_at,
        supplied_at=found.supplied_at, order_number=found.order.number if found.order else "",
        place=found.order.location.name if found.order and found.order.location else "", currency=found.currency,
        lines=lines, rates=tuple(RateTotal(one["rate"], one["total"], one["tax"]) for one in found.rates),
        total=found.total, tax=found.tax, has_reduced=any(line.is_reduced for line in lines),
        replaces=str(found.replaces) if found.replaces else "", is_replaced=hasattr(found, "replaced_by"),
    )  # fmt: skip


def documents_of(order_ids: Iterable[UUID]) -> QuerySet[Document]:
    """Give the documents about some orders, in the order of their issue."""
    return Document.objects.filter(order__in=list(order_ids)).order_by("issued_at", "number")


def search_documents(
    *, start: datetime | None = None, end: datetime | None = None, least: int | None = None, most: int | None = None,
    partner: str = "",
) -> QuerySet[Document]:  # fmt: skip
    """Find documents by date, amount and partner, as 電子帳簿保存法 asks for."""
    asked = Q()
    for name, value in (("issued_at__gte", start), ("issued_at__lt", end), ("total__gte", least), ("total__lte", most)):
        if value is not None:
            asked &= Q(**{name: value})
    if partner:
        asked &= Q(recipient__icontains=partner) | Q(order__contacts__name__icontains=partner)
    return Document.objects.filter(asked).distinct().order_by("-issued_at", "-number")

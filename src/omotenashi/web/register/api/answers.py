# SPDX-License-Identifier: Apache-2.0
"""What the till is answered (frontend/register/ports.ts)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.queries import Quote
from omotenashi.commerce.orders.queries.reasons import reasons_asked
from omotenashi.web.register.api import said

PROBLEMS: dict[str, Promise] = {
    "withdrawn": gettext_lazy("Not sold any more"),
    "no_price": gettext_lazy("No price: set one with a reason"),
    "no_place": gettext_lazy("Choose where it is collected"),
    "ask": gettext_lazy("Ask the shop: its book is not sure"),
    "sold_out": gettext_lazy("Nowhere to be had"),
    "too_many": gettext_lazy("Not so many are left"),
}
COUPONS: dict[str, Promise] = {
    "unknown": gettext_lazy("No coupon of ours"),
    "not_yours": gettext_lazy("Another member's coupon"),
    "expired": gettext_lazy("Expired"),
    "redeemed": gettext_lazy("Used already"),
    "locked": gettext_lazy("In use in another sale"),
    "void": gettext_lazy("Stopped"),
}
_OTHER_COUPON = gettext_lazy("Its conditions are not met")


def quote(found: Quote, *, lines: Sequence[said.Line], regular: Mapping[UUID, int]) -> dict[str, Any]:
    """Say a quote. `regular` is our own unit price of each line, beneath an override."""
    names = {campaign: name for campaign, name, _amount, _points in found.campaigns}
    coupons = {campaign for _code, campaign, _amount in found.coupons}
    return {
        "lines": [_line(each, line, regular) for each, line in zip(found.lines, lines, strict=True)],
        "goods": found.goods, "shipping": found.shipping, "total": found.total, "points": found.points,
        "points_left": found.points_left, "to_pay": found.to_pay, "earned": found.earned,
        "taxes": [{"rate": tax.rate, "total": tax.total, "tax": tax.tax} for tax in found.taxes],
        "campaigns": [
            {"name": name, "amount": amount} for code, name, amount, _ in found.campaigns if amount and code not in coupons
        ],
        "coupons": [
            {"code": code, "name": names.get(campaign, campaign), "amount": amount}
            for code, campaign, amount in found.coupons
        ],
        "refused": [
            {"code": code, "reason": reason, "message": str(COUPONS.get(reason, _OTHER_COUPON))}
            for code, reason in found.refused
        ],
        "problems": [
            {"key": each.line.key, "reason": each.problem, "message": str(PROBLEMS.get(each.problem, each.problem))}
            for each in found.lines if each.problem
        ],
        "near": [{"name": name, "missing": missing} for name, outcome, missing in found.near if outcome == "min_spend"],
        "local": False,
    }  # fmt: skip


def sold(sale_id: UUID, found: checkout.Sold) -> dict[str, Any]:
    """Say what a sale came to, and which reasons to buy the clerk may tap; none where the house asks nobody."""
    return {
        "sale": str(sale_id), "order": str(found.order_id), "number": found.number, "document": found.document,
        "receipt": reverse("register:receipt", args=[found.document_id]), "total": found.total,
        "change": found.change, "points_spent": found.points_spent, "points_earned": found.points_earned,
        "balance": found.balance, "overdraft": found.overdraft, "found": found.found,
        "shortages": len(found.shortages), "is_repeat": found.is_repeat, "local": False,
        "why": [reason.name for reason in reasons_asked(clock.now())],
    }  # fmt: skip


def _line(each: Any, line: said.Line, regular: Mapping[UUID, int]) -> dict[str, Any]:
    return {
        "key": str(line.key), "sku": line.sku, "name": each.line.name, "quantity": each.line.quantity,
        "mode": each.line.mode, "location": line.location,
        "unit_price": each.gross // each.line.quantity if each.line.unit_price is not None else None,
        "regular": regular.get(each.line.variant_id), "gross": each.gross, "discount": each.discount,
        "coupon": each.coupon, "amount": each.amount, "points": each.points, "earned": each.earned,
        "tax_rate": each.line.tax_rate, "problem": each.problem,
    }  # fmt: skip

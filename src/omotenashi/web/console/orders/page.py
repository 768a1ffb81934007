# SPDX-License-Identifier: Apache-2.0
"""What the page of one order shows."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.payments import queries as payments
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console import wording as words
from omotenashi.web.console.buyers import buyers_of
from omotenashi.web.console.customers import words as keys
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.orders.listing import state_of
from omotenashi.web.console.orders.money import money_of
from omotenashi.web.console.orders.story import story_of
from omotenashi.web.console.orders.totals import rates
from omotenashi.web.console.orders.why import whys_of
from omotenashi.web.ui.tags.formats import moment, money, number


def context_of(order: Order, *, lines: list[OrderLine]) -> dict[str, Any]:
    """Give everything the template needs: four reads, and what is known of an order that was made here."""
    buyer = buyers_of([order.node_id]).get(order.node_id)
    cancels = AuditEntry.objects.filter(permission="orders.cancel", subject=f"order:{order.origin}:{order.number}")
    return {
        "order": order,
        "state": state_of(order),
        "lines": [(line, words.said(words.MODES, line.mode) if line.mode else "") for line in lines],
        "rates": rates(lines, discount_total=order.discount_total),
        "sums": _sums(order),
        "paid": order.goods_total + order.shipping_total - order.points_used,
        "returns": list(order.returns.select_related("channel", "location").order_by("returned_at")),
        "buyer": buyer,
        "buyer_name": label(buyer) if buyer else "",
        "node": (keys.key_name(order.node.type), keys.key_value(order.node.type, order.node.value)),
        "facts": _facts(order),
        "history": list(cancels.select_related("staff")),
        **(_own(order, lines) if order.key is not None else {}),
    }


def _own(order: Order, lines: list[OrderLine]) -> dict[str, Any]:
    """Give how it is paid, what happened, its documents, and why these places."""
    progress = orders.progress_of([order.pk]).get(order.pk)
    documents = list(orders.documents_of([order.pk]))
    paid = money_of(order, lines)
    events = payments.events_of(paid.intent.pk) if paid.intent else ()
    skus = {str(line.variant_id): line.sku for line in lines}
    return {
        "own": True,
        "state": state_of(order, progress),
        "money": paid,
        "documents": [(words.said(words.DOCUMENTS, one.kind), one) for one in documents],
        "story": story_of(order, events=events, documents={str(one.pk): one for one in documents}),
        "whys": whys_of(order.pk, skus=skus),
    }


def _sums(order: Order) -> list[tuple[str, str]]:
    """Give the steps from goods to what was paid; steps of zero are left out."""
    off = order.discount_total + order.coupon_total
    steps = [
        (_("Goods before discounts"), order.goods_total + off, bool(off)),
        (_("Discounts"), -order.discount_total, bool(order.discount_total)),
        (_("Coupons"), -order.coupon_total, bool(order.coupon_total)),
        (_("Goods"), order.goods_total, True),
        (_("Shipping"), order.shipping_total, bool(order.shipping_total)),
        (_("Points used"), -order.points_used, bool(order.points_used)),
    ]
    return [(name, money(amount, order.currency)) for name, amount, wanted in steps if wanted]


def _facts(order: Order) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = [
        (_("Order placed"), moment(order.placed_at)),
        (_("Paid on"), moment(order.confirmed_at) if order.confirmed_at else ""),
        (_("Completed"), moment(order.completed_at) if order.completed_at else None),
        (_("Cancelled"), moment(order.cancelled_at) if order.cancelled_at else ""),
        (_("Shop"), order.location.name if order.location else None),
        (_("Medium code"), order.medium or None),
        (_("Country"), order.country or ""),
        (_("Source"), order.origin),
        (_("Lines"), number(order.line_count)),
        (
            _("Gross profit"),
            money(order.goods_total - order.tax_total - order.cost_total, order.currency) if order.cost_total else "",
        ),
    ]
    return [(name, value) for name, value in pairs if value != ""]

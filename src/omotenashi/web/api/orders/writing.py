# SPDX-License-Identifier: Apache-2.0
"""Orders as they come in: who bought is registered, what is bought gets a place in the catalogue, then the record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations import queries as places
from omotenashi.web.api.orders.schemas import LineIn, OrderIn
from omotenashi.web.api.values import LARGEST, is_plausible
from omotenashi.web.api.writing import Result, done, refused


def record(sent: Sequence[OrderIn], *, source: str, now: datetime) -> list[Result]:
    """Record what can have happened; give a result for each record, in the order given."""
    reasons = _reasons(sent, now=now)
    taken = {n: order for n, order in enumerate(sent) if n not in reasons}
    nodes = _buyers(taken, source=source, now=now)
    reasons |= {n: _("None of the customer's identifiers can be used.") for n in taken if n not in nodes}
    locations.register_channels({taken[n].channel for n in nodes})
    _name_products([line for n in nodes for line in taken[n].lines])
    currency = places.retailer().currency
    records = [_record(taken[n], node_id=nodes[n], currency=currency) for n in nodes]
    verdicts = dict(zip(nodes, orders.record(records, now=now), strict=True))
    ids = _ids([taken[n] for n in nodes])
    return [
        refused(n, reasons[n]) if n in reasons else done(n, verdicts[n], ids[order.origin, order.number])
        for n, order in enumerate(sent)
    ]


def _reasons(sent: Sequence[OrderIn], *, now: datetime) -> dict[int, str]:
    known = set(places.location_names())
    seen: set[tuple[str, str]] = set()
    reasons: dict[int, str] = {}
    for n, order in enumerate(sent):
        moments = [moment for moment in (order.placed_at, order.completed_at, order.cancelled_at) if moment]
        goods = sum(line.amount for line in order.lines) - order.discount
        if (order.origin, order.number) in seen:
            reasons[n] = _("This request names the same order twice.")
        elif not all(is_plausible(moment, now=now) for moment in moments):
            reasons[n] = _("A moment lies before 1900 or in the future.")
        elif order.location is not None and order.location not in known:
            reasons[n] = _("There is no place with this code.")
        elif not 0 <= goods <= LARGEST:
            reasons[n] = _("The discount is more than the goods, or the sum is too large.")
        else:
            seen.add((order.origin, order.number))
    return reasons


def _buyers(taken: Mapping[int, OrderIn], *, source: str, now: datetime) -> dict[int, UUID | None]:
    """Give the node of each order that can be recorded: None where nobody was named."""
    named = {n: order for n, order in taken.items() if order.customer}
    records = [
        customers.CustomerRecord(
            identifiers=tuple(customers.Identifier(key.type, key.value) for key in order.customer),
            observed_at=order.placed_at,
        )
        for order in named.values()
    ]
    outcomes = dict(zip(named, customers.register(records, source=source, now=now, tell=False), strict=True))
    return {n: outcomes[n].node_id if n in named else None for n in taken if n not in named or outcomes[n].node_id}


def _name_products(lines: Sequence[LineIn]) -> None:
    first = {line.sku: line for line in reversed(lines) if line.kind == "goods"}
    stubs = [
        catalogue.ProductRecord(sku=sku, code=sku, name=line.name, tax_rate=line.tax_rate)
        for sku, line in first.items()
    ]
    catalogue.register(stubs, only_missing=True)


def _record(sent: OrderIn, *, node_id: UUID | None, currency: str) -> orders.OrderRecord:
    return orders.OrderRecord(
        **sent.model_dump(exclude={"customer", "lines"}),
        node_id=node_id,
        currency=currency,
        lines=tuple(orders.LineRecord(**line.model_dump()) for line in sent.lines),
    )


def _ids(sent: Sequence[OrderIn]) -> dict[tuple[str, str], UUID]:
    numbers = {order.number for order in sent}
    found = Order.objects.filter(number__in=numbers, origin__in={order.origin for order in sent})
    return {(origin, number): key for key, origin, number in found.values_list("pk", "origin", "number")}

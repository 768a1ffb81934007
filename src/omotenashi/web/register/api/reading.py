# SPDX-License-Identifier: Apache-2.0
"""From what the till says to a sale: names become ids, shop and terminal come from the device."""

from uuid import UUID

import msgspec

from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments.actions import Given
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations.models import Location
from omotenashi.web.register.access import Till, colleagues
from omotenashi.web.register.api import said

CHANNEL = "STORE"


class Unknown(Exception):
    """The till names something nobody knows; `what` is `sku`, `location` or `member`."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def lines(sale: said.Sale) -> tuple[checkout.SaleLine, ...]:
    """Give the lines with the ids of their goods and places. Raises Unknown."""
    variants = _found(Variant, "sku", {line.sku for line in sale.lines})
    places = _found(Location, "code", {line.location for line in sale.lines if line.location})
    return tuple(
        checkout.SaleLine(
            variant_id=variants[line.sku], quantity=line.quantity, mode=line.mode, price=line.price, uid=line.key,
            location_id=places[line.location] if line.location else None, reason=line.reason,
            discount=line.discount if sale.offline else 0, coupon=line.coupon if sale.offline else 0,
        )
        for line in sale.lines
    )  # fmt: skip


def nodes(member: UUID | None) -> tuple[UUID, ...]:
    """Give the memberships of a person. Raises Unknown."""
    if member is None:
        return ()
    current = customers.current_person(member)
    found = tuple(node.pk for node in customers.nodes_of(current)) if current else ()
    if not found:
        raise Unknown("member")
    return found


def buyers(sale: said.Sale) -> tuple[UUID, ...]:
    """Give the memberships of who buys; in an exchange it is whose goods come back. Raises Unknown."""
    if sale.member is None and sale.exchange is not None:
        found = Order.objects.filter(pk=sale.exchange.order).values_list("node", flat=True).first()
        return (found,) if found else ()
    return nodes(sale.member)


def asked(sale: said.Sale, till: Till) -> queries.Asked:
    """Give what a price depends on besides the goods. Raises Unknown."""
    to = sale.recipient
    delivery = queries.Delivery(prefecture=to.prefecture, postal_code=to.postal_code) if to else queries.Delivery()
    return queries.Asked(
        channel=CHANNEL, location=till.shop.code, node_ids=buyers(sale), points=sale.points,
        coupons=sale.coupons, delivery=delivery,
    )  # fmt: skip


def sale(sale: said.Sale, till: Till) -> checkout.Sale:
    """Give the sale as checkout takes it. Raises Unknown."""
    to = ContactDetails(**msgspec.structs.asdict(sale.recipient)) if sale.recipient else None
    return checkout.Sale(
        sale_id=sale.id, terminal=till.terminal, sequence=sale.sequence, shop_id=till.shop.pk, sold_at=sale.sold_at,
        lines=lines(sale), channel=CHANNEL, staff_id=till.staff.pk, node_ids=buyers(sale), points=sale.points,
        coupons=sale.coupons, tenders=tuple(Given(**msgspec.structs.asdict(tender)) for tender in sale.tenders),
        offline=sale.offline, allowance=sale.allowance, shipping=sale.shipping, recipient=to,
        assisted_by=_colleague(sale.assisted, till),
    )  # fmt: skip


def _colleague(asked: UUID | None, till: Till) -> UUID | None:
    """Give who advised, of this shop or the head office; a name that is gone meanwhile stops no sale."""
    if asked is None:
        return None
    return next((one.pk for one in colleagues(till) if one.pk == asked), None)


def _found(model: type[Variant] | type[Location], name: str, wanted: set[str]) -> dict[str, UUID]:
    found = dict(model.objects.filter(**{f"{name}__in": wanted}).values_list(name, "pk")) if wanted else {}
    if len(found) < len(wanted):
        raise Unknown("sku" if name == "sku" else "location")
    return found

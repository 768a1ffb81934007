# SPDX-License-Identifier: Apache-2.0
"""Change how an order is received before anybody has begun with it: another shop, fetched instead of sent, another address."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from omotenashi.commerce.checkout import queries as baskets
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.orders.actions import changing
from omotenashi.commerce.orders.models import Contact, OrderLine
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries as levels
from omotenashi.places.locations import queries as places
from omotenashi.web.storefront.checkout.forms import ContactForm, completed
from omotenashi.web.storefront.orders import shown
from omotenashi.web.storefront.visits import Visit
from omotenashi.web.ui import toasts


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: shops that have all of it, and whether it may be sent without paying more."""

    shops: tuple[places.Near, ...]
    can_send: bool
    form: ContactForm
    is_sent: bool
    wish: UUID | None


def choices(found: shown.Status, *, channel: str, now: datetime) -> Choices | None:
    """Give what may be changed now; nothing once somebody has begun, or before it is paid."""
    if not found.can_cancel or found.state != "confirmed" or not found.lines:
        return None
    lines = [line for line in found.lines if line.uid and line.quantity]
    is_sent = any(line.mode == OrderLine.Mode.SHIP for line in lines)
    known = Contact.objects.filter(order=found.order).order_by("-role")
    form = ContactForm(initial=_typed(list(known)), is_sent=True)
    wish = next((line.wish_id for line in lines if line.mode != OrderLine.Mode.SHIP), None)
    return Choices(_shops(lines, channel, wish), _can_send(found, form, now), form, is_sent, wish)


def change(visit: Visit, found: shown.Status, base: str) -> HttpResponse | str:
    """Do it and lead back, or say why not."""
    posted = visit.request.POST
    way = _pickup(posted.get("location", "")) if posted.get("mode") == "pickup" else _sent(visit, found)
    if isinstance(way, str):
        return way
    try:
        back = fulfilment.change_way(found.order.pk, way, key=f"shop:{posted.get('key', '')[:60]}", now=visit.now)
    except stock.OutOfStock:
        return _("Somebody was faster: it is not all there any more. Nothing was changed.")
    except fulfilment.NotNow:
        return _("The shop has begun with your order, so it can no longer be changed here.")
    except changing.NotPossible:
        return _("This change would cost more than was agreed. Please cancel the order and order once more.")
    said = _("Changed. %(amount)s of shipping goes back.") % {"amount": f"¥{back:,}"} if back else _("Changed.")
    toasts.add(visit.request, said)
    return redirect(base)


def _pickup(code: str) -> fulfilment.Way:
    return fulfilment.Way(mode=changing.Mode.PICKUP, location=code[:100])


def _sent(visit: Visit, found: shown.Status) -> fulfilment.Way | str:
    form = ContactForm(completed(visit.request.POST), is_sent=True)
    if not form.is_valid():
        return _("Please check the address: name, telephone, postal code and street are needed.")
    to = form.details()
    goods = sum(line.amount for line in found.lines)
    fee = baskets.shipping(goods=goods, prefecture=to.prefecture, at=visit.now)
    agreed = found.order.shipping_total
    was_sent = any(line.mode == OrderLine.Mode.SHIP for line in found.lines)
    if not was_sent and (fee or _has_discount(found)):
        return _("This change would cost more than was agreed. Please cancel the order and order once more.")
    return fulfilment.Way(mode=changing.Mode.SHIP, recipient=to, shipping=min(fee, agreed) if was_sent else 0)


def _can_send(found: shown.Status, form: ContactForm, now: datetime) -> bool:
    if any(line.mode == OrderLine.Mode.SHIP for line in found.lines):
        return True
    goods = sum(line.amount for line in found.lines)
    fee = baskets.shipping(goods=goods, prefecture=str(form.initial.get("prefecture", "")), at=now)
    return not fee and not _has_discount(found)


def _has_discount(found: shown.Status) -> bool:
    """What was taken off may have been for fetching it."""
    return found.order.discount_total > 0


def _shops(lines: list[OrderLine], channel: str, wish: UUID | None) -> tuple[places.Near, ...]:
    variants = [line.variant_id for line in lines if line.variant_id]
    wanted: dict[UUID, int] = {}
    for line in lines:
        if line.variant_id:
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    free = levels.available(variants, channel=channel)
    return tuple(
        one
        for one in places.nearest(able=["can_pickup"], channel=channel)
        if one.location_id != wish
        and all(free[v].get(one.location_id) and free[v][one.location_id].quantity >= n for v, n in wanted.items())
    )


def _typed(contacts: list[Contact]) -> dict[str, str]:
    if not contacts:
        return {}
    known = next((one for one in contacts if one.role == Contact.Role.RECIPIENT), contacts[0])
    return {name: str(getattr(known, name)) for name in ContactForm.base_fields}

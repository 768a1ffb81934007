# SPDX-License-Identifier: Apache-2.0
"""Transfers as a shop sees them: what comes, what goes, and one with its lines."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.stock.models import Transfer
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.register.work.desk import Desk, OtherShop

STATES: Final[dict[str, tuple[str | Promise, str]]] = {
    "draft": (_("Asked for"), "info"),
    "ready": (_("Laid aside to send"), "info"),
    "in_transit": (_("In transit"), "accent"),
    "partly_received": (_("Partly received"), "warn"),
    "received": (_("All received"), "good"),
    "cancelled": (_("Cancelled"), "quiet"),
}
VIEWS: Final[dict[str, str | Promise]] = {"in": _("Arriving"), "out": _("To send"), "done": _("Done")}
SIZE: Final = 30


def listed(shop: Location, view: str, *, q: str = "", page: int = 1) -> tuple[Sequence[Transfer], bool]:
    """Give one page of a view, and whether there is more: two reads."""
    found = _in(shop, view).select_related("source", "destination").annotate(pieces=Sum("lines__asked"))
    if q:
        by_goods = Q(lines__variant__sku__iexact=q) | Q(source__name__icontains=q) | Q(destination__name__icontains=q)
        found = found.filter(pk__in=Transfer.objects.filter(by_goods).values("pk"))
    first = (page - 1) * SIZE
    rows = list(found.order_by("-drafted_at", "-id")[first : first + SIZE + 1])
    return rows[:SIZE], len(rows) > SIZE


def counts(shop: Location) -> dict[str, int]:
    """Give how many wait in each view that waits for somebody."""
    return {view: _in(shop, view).count() for view in ("in", "out")}


def find(desk: Desk, transfer_id: UUID) -> Transfer:
    """Give a transfer from or to this shop. Raises Http404, OtherShop."""
    found = get_object_or_404(Transfer.objects.select_related("source", "destination"), pk=transfer_id)
    if desk.shop.pk not in (found.source_id, found.destination_id):
        raise OtherShop
    return found


def context_of(desk: Desk, found: Transfer) -> dict[str, Any]:
    """Give everything the page needs."""
    lines = list(found.lines.select_related("variant__product").order_by("variant__sku"))
    maker = found.actor.removeprefix("staff:") if found.actor.startswith("staff:") else ""
    name, look = STATES[found.state]
    return {
        "transfer": found,
        "lines": lines,
        "is_source": found.source_id == desk.shop.pk,
        "is_destination": found.destination_id == desk.shop.pk,
        "may_receive": _is_coming(desk, found),
        "task": Fulfilment.objects.filter(transfer_id=found.pk).first(),
        "state": (look, str(name)),
        "maker": Staff.objects.filter(pk=maker).first() if maker else None,
        "asked": sum(line.asked for line in lines),
        "sent": sum(line.sent for line in lines),
        "arrived": sum(line.received + line.damaged for line in lines),
    }


def _is_coming(desk: Desk, found: Transfer) -> bool:
    """Say whether it is to be counted in here; what belongs to a customer's order is taken in at its task."""
    arrives = found.destination_id == desk.shop.pk and found.state in ("in_transit", "partly_received")
    return arrives and not Fulfilment.objects.filter(transfer_id=found.pk).exists()


def _in(shop: Location, view: str) -> QuerySet[Transfer]:
    if view == "in":
        return Transfer.objects.filter(destination=shop, state__in=("draft", "ready", "in_transit", "partly_received"))
    if view == "out":
        return Transfer.objects.filter(source=shop, state__in=("draft", "ready"))
    mine = Q(source=shop) | Q(destination=shop)
    return Transfer.objects.filter(mine).filter(
        Q(state__in=("received", "cancelled")) | Q(source=shop, state__in=("in_transit", "partly_received"))
    )

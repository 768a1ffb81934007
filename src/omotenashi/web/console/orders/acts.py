# SPDX-License-Identifier: Apache-2.0
"""What the office does with an order besides cancelling: another way to receive it, a note, its link, an invoice."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.base.jobs import ask_once
from omotenashi.commerce.checkout import queries as checkout
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.orders.actions import documents, journal
from omotenashi.commerce.orders.actions.changing import ContactDetails, Mode, NotPossible
from omotenashi.commerce.orders.models import Contact, Document, Order
from omotenashi.commerce.stock import actions as stock
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.access import needs, who
from omotenashi.web.ui import toasts

_FIELDS = ("name", "postal_code", "prefecture", "address", "phone")


@require_http_methods(["GET", "POST"])
@needs("orders.edit")
def create_delivery(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Another shop, another way, another address, as long as nobody has begun with it."""
    order = get_object_or_404(Order, pk=order_id, key__isnull=False)
    if request.method == "POST":
        return _delivered(request, order)
    contacts = {one.role: one for one in Contact.objects.filter(order=order)}
    context = {
        "order": order,
        "to": contacts.get("recipient") or contacts.get("buyer"),
        "shops": Location.objects.filter(can_pickup=True, closed_at=None).order_by("code"),
        "key": new_id(),
    }
    return render(request, "console/orders/delivery.html", context)


def _delivered(request: HttpRequest, order: Order) -> HttpResponse:
    now, said = clock.now(), request.POST
    shop, to = said.get("shop", ""), _recipient(request, order)
    if shop:
        way = fulfilment.Way(mode=Mode.PICKUP, location=shop)
    else:
        fee = checkout.shipping(goods=order.goods_total, prefecture=to.prefecture, at=now)
        # What was agreed is not raised afterwards; a nearer address may cost less.
        way = fulfilment.Way(mode=Mode.SHIP, recipient=to, shipping=min(fee, order.shipping_total))
    try:
        key = f"console:{said.get('key') or order.pk}"
        back = fulfilment.change_way(order.pk, way, key=key, now=now, actor=f"staff:{who(request).pk}")
    except (fulfilment.NotNow, NotPossible, stock.OutOfStock) as refused:
        toasts.add(request, _why(refused), state="bad")
        return redirect("console:order-delivery", order.pk)
    _noted(request, order, {"shop": shop} if shop else {"address": True})
    told = (
        _("It is received in another way now; %(amount)s of shipping goes back.")
        if back
        else _("It is received in another way now.")
    )
    toasts.add(request, told % {"amount": f"{back:,}"} if back else told)
    return redirect("console:order", order.pk)


def _recipient(request: HttpRequest, order: Order) -> ContactDetails:
    kept = Contact.objects.filter(order=order).order_by("role").first()
    said = {name: request.POST.get(name, "").strip()[:300] for name in _FIELDS}
    return ContactDetails(**said, mail=kept.mail if kept else "")


def _why(refused: Exception) -> str:
    if isinstance(refused, stock.OutOfStock):
        return _("The goods are not there for this way.")
    if isinstance(refused, fulfilment.NotNow):
        return _("Somebody has begun with it, so the way stays as it is.")
    return _("This would cost more than was agreed, or the place is unknown.")


@require_POST
@needs("orders.edit")
def create_note(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Write a note into the log of an order; the log is never rewritten."""
    order = get_object_or_404(Order, pk=order_id)
    note = request.POST.get("note", "").strip()[:1000]
    if note:
        key = f"note:{request.POST.get('key') or new_id()}"
        journal.write(order.pk, "noted", now=clock.now(), actor=f"staff:{who(request).pk}", key=key, note=note)
        toasts.add(request, _("The note is kept."))
    return redirect("console:order", order.pk)


@require_POST
@needs("orders.edit")
def create_link(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Send the buyer the link to the order once more; the links before stay good."""
    order = get_object_or_404(Order, pk=order_id)
    buyer = Contact.objects.filter(order=order, role=Contact.Role.BUYER).exclude(mail="").first()
    if buyer is None:
        toasts.add(request, _("No mail address is known for this order."), state="bad")
        return redirect("console:order", order.pk)
    origin = request.build_absolute_uri("/").rstrip("/")
    once, language = f"storefront.send_order:{order.pk}", get_language() or "ja"
    ask_once("storefront.send_order", once=once, order_id=str(order.pk), origin=origin, language=language)
    _noted(request, order, {"link": True})
    toasts.add(request, _("The link is on its way to the buyer."))
    return redirect("console:order", order.pk)


@require_POST
@needs("orders.edit")
def create_document(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Issue an invoice with a name on it in the place of the receipt; the receipt stays, and says so."""
    order = get_object_or_404(Order, pk=order_id)
    recipient = request.POST.get("recipient", "").strip()[:200]
    if not recipient:
        toasts.add(request, _("Say whose name stands on it."), state="bad")
        return redirect("console:order", order.pk)
    try:
        issued = _issued(request, order, recipient)
    except (documents.NotPossible, documents.BadRegistration):
        why = _("No invoice was issued: nothing stands to be invoiced, or the registration number is missing.")
        toasts.add(request, why, state="bad")
        return redirect("console:order", order.pk)
    _noted(request, order, {"invoice": f"{issued.series}-{issued.number}"})
    toasts.add(request, _("The invoice is issued."))
    return redirect("console:order-document", order.pk, issued.document_id)


def _issued(request: HttpRequest, order: Order, recipient: str) -> documents.Issued:
    now, standing = clock.now(), Document.objects.filter(order=order, of_return=None, replaced_by=None)
    before = standing.exclude(kind=documents.RETURN).order_by("-issued_at").first()
    series = documents.open_series(code="OFFICE", owner="console", now=now)
    return documents.issue_document(
        order.pk, series=series.code, key=f"console:{request.POST.get('key') or order.pk}", now=now,
        kind=documents.INVOICE, replaces=before.pk if before else None, recipient=recipient,
        actor=f"staff:{who(request).pk}",
    )  # fmt: skip


def _noted(request: HttpRequest, order: Order, details: dict[str, object]) -> None:
    staff.audit(who(request), "orders.edit", subject=f"order:{order.origin}:{order.number}", details=details)

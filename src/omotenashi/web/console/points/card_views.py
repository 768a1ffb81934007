# SPDX-License-Identifier: Apache-2.0
"""ギフトカード: one is issued by the desk, stopped, let run again, sent again, paid back; and what the web sells."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.commerce.loyalty.queries import good_until
from omotenashi.commerce.orders.actions import taking_back
from omotenashi.commerce.orders.models import Order
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import retailer, zone
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.points import cards
from omotenashi.web.console.points.card_forms import IssueForm, PolicyForm, initial_of
from omotenashi.web.ui import toasts


@require_GET
@needs("points.view")
def show_card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """One card: whose, how it came, what is left, every posting. Its code is shown nowhere."""
    card = get_object_or_404(GiftCard.objects.select_related("wallet"), pk=card_id)
    unused = card.wallet.available == card.amount and card.stopped_at is None
    context = {
        "card": card, "left": card.wallet.available + card.wallet.held, "state": cards.state_of(card, now=clock.now()),
        "how": cards.how(card), "order": Order.objects.filter(pk=card.order_id).first() if card.order_id else None,
        "entries": card.wallet.entries.exclude(amount=0).select_related("hold", "location")
        .order_by("-occurred_at", "-id")[:100], "void": loyalty.void_key(card_id),
        "may_edit": may(request.user, "points.edit"), "currency": retailer().currency,
        "may_refund": bool(card.order_id) and unused and may(request.user, "payments.refund"),
    }  # fmt: skip
    return render(request, "console/points/card.html", context)


@require_http_methods(["GET", "POST"])
@needs("points.edit")
def issue_card(request: HttpRequest) -> HttpResponse:
    """Issue a card by hand, once per form."""
    now = clock.now()
    form = IssueForm(request.POST or None, initial={"key": str(new_id()), "reason": "apology"})
    if request.method != "POST" or not form.is_valid():
        return render(request, "console/points/card_new.html", {"form": form}, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    try:
        card = loyalty.issue_gift_card(
            amount=said["amount"], key=f"desk:{said['key']}", now=now, reason=said["reason"], by=who(request).name,
            expires_at=good_until(now, months=said["months"], zone=zone()), is_paid=said["reason"] == "sold",
            to=loyalty.Recipient(
                name=said["recipient_name"], mail=said["recipient_mail"], message=said["message"],
            ),
        )  # fmt: skip
    except loyalty.Conflict:
        form.add_error("amount", _("This form was sent before with another amount. Open it anew."))
        return render(request, "console/points/card_new.html", {"form": form}, status=409)
    details = {"amount": said["amount"], "reason": said["reason"]}
    staff.audit(who(request), "points.edit", subject=f"gift-card:{card.id}", details=details)
    _mail(request, card.id)
    toasts.add(
        request, _("The card is issued. Its mail goes out now."), undo=reverse("console:gift-card-stop", args=[card.id])
    )
    return redirect("console:gift-card", card.id)


@require_POST
@needs("points.edit")
def create_stop(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Stop a card at once: nobody can use it. It can be taken back."""
    if loyalty.stop_gift_card(card_id=card_id, now=clock.now()):
        staff.audit(who(request), "points.edit", subject=f"gift-card:{card_id}", details={"stopped": True})
        toasts.add(request, _("The card is stopped."), undo=reverse("console:gift-card-start", args=[card_id]))
    return redirect("console:gift-card", card_id)


@require_POST
@needs("points.edit")
def create_start(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Let a stopped card be used again; one that was paid back stays stopped."""
    if loyalty.resume_gift_card(card_id=card_id, now=clock.now()):
        staff.audit(who(request), "points.edit", subject=f"gift-card:{card_id}", details={"stopped": False})
        toasts.add(request, _("The card can be used again."))
    else:
        toasts.add(request, _("This card stays stopped: it was paid back, or its time is over."), state="warn")
    return redirect("console:gift-card", card_id)


@require_POST
@needs("points.edit")
def create_mail(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Send the mail of a card once more."""
    if loyalty.send_card_again(card_id=card_id):
        staff.audit(who(request), "points.edit", subject=f"gift-card:{card_id}", details={"mail": True})
        _mail(request, card_id)
        toasts.add(request, _("The mail goes out once more."))
    return redirect("console:gift-card", card_id)


@require_POST
@needs("payments.refund")
def create_refund(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Void a card that was bought on the web and pay its money back."""
    card = get_object_or_404(GiftCard, pk=card_id, order_id__isnull=False)
    actor = f"staff:{who(request).pk}"
    try:
        checkout.take_back_gift(card.order_id, reason="office", key="office", now=clock.now(), actor=actor)  # type: ignore[arg-type]  # filtered above
    except (checkout.CardUsed, taking_back.NotPossible):
        toasts.add(
            request, _("Something of this card was used, or its time is over: it cannot be paid back."), state="warn"
        )
        return redirect("console:gift-card", card_id)
    staff.audit(who(request), "payments.refund", subject=f"gift-card:{card_id}", details={"amount": card.amount})
    toasts.add(request, _("The card is void. Its money goes back to where it came from."))
    return redirect("console:gift-card", card_id)


@require_http_methods(["GET", "POST"])
@needs("points.edit")
def edit_policy(request: HttpRequest) -> HttpResponse:
    """Say what the web sells; cards that exist keep the end they have."""
    now = clock.now()
    form = PolicyForm(request.POST or None, initial=initial_of(queries.card_policy(now)))
    if request.method == "POST" and form.is_valid():
        version = loyalty.change_programme(form.settings(), by=who(request).name, now=now)
        staff.audit(who(request), "points.edit", subject=f"programme:{version}", details=form.settings())
        toasts.add(request, _("The new rules hold from now on."))
        return redirect("console:gift-cards")
    return render(request, "console/points/card_rules.html", {"form": form}, status=422 if form.is_bound else 200)


def _mail(request: HttpRequest, card_id: UUID) -> None:
    task = app.configure_task("storefront.send_gift", lock=f"shop-mail:gift:{card_id}")
    origin = request.build_absolute_uri("/").rstrip("/")
    task.defer(card_id=str(card_id), origin=origin, language=get_language() or "ja")

# SPDX-License-Identifier: Apache-2.0
"""Ask a shop to lay goods aside, see how far it is, and call it off.

A hold is opened by its signed name: whoever has the link has it from us. A member finds the link under orders too.
"""

from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.models import BasketLine
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries as fulfilments
from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.commerce.stock import actions as stock
from omotenashi.web.storefront.sending import mails
from omotenashi.web.storefront.tryons import asking, tokens
from omotenashi.web.storefront.visits import STORE, Visit, in_shop


@require_http_methods(["GET", "POST"])
@in_shop
def ask(visit: Visit) -> HttpResponse:
    """Show what would be laid aside where and until when; POST asks the shop for it."""
    posted = visit.request.POST
    wish = asking.wish_of(visit, posted or visit.request.GET)
    is_asked = visit.request.method == "POST" and "key" in posted
    form = None if visit.node_ids else asking.WhoForm(posted if is_asked else None)
    if not is_asked or wish.place is None:
        return _page(visit, wish, form)
    if form is not None and not form.is_valid():
        return _page(visit, wish, form, status=422)
    if not visit.may("try-on"):
        return visit.page("too_often", status=429)
    try:
        hold_id = _hold(visit, wish, form)
    except (fulfilment.TryOnRefused, stock.OutOfStock) as refused:
        return _page(visit, wish, form, trouble=_refusal(refused), status=409)
    return redirect("storefront:try-on", token=tokens.token_of(hold_id))


@require_GET
@in_shop
def show(visit: Visit, token: str) -> HttpResponse:
    """How far the shop is with it."""
    return _show(visit, _of(token), token)


@require_POST
@in_shop
def cancel(visit: Visit, token: str) -> HttpResponse:
    """Call it off: the goods are free again at once."""
    found = _of(token)
    try:
        fulfilment.cancel_try_on(found.pk, key=f"shop:{found.pk}:cancelled", now=visit.now)
    except fulfilment.NotNow:
        return _show(visit, _of(token), token, trouble=_("This can no longer be called off here."), status=409)
    return redirect("storefront:try-on", token=token)


def _of(token: str) -> TryOnHold:
    key = tokens.hold_of(token)
    if key is None:
        raise Http404
    rows = TryOnHold.objects.select_related("location").prefetch_related("lines__variant__product")
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _hold(visit: Visit, wish: asking.Wish, form: asking.WhoForm | None) -> UUID:
    assert wish.place is not None  # noqa: S101  # looked at by the caller
    who = form.cleaned_data if form else {}
    node_id = visit.node_ids[0] if form is None else visit.guest(str(who["mail"]))
    key = f"shop:{visit.request.POST['key'][:40]}"
    hold_id = fulfilment.hold_try_on(
        node_id=node_id, location_id=wish.place.pk, wanted=wish.wanted, key=key, now=visit.now,
        name=str(who.get("name", "")), phone=str(who.get("phone", "")),
    )  # fmt: skip
    visit.kept[STORE] = wish.place.code
    for line in BasketLine.objects.filter(pk__in=wish.from_cart):
        checkout.put(
            line.basket_id, variant_id=line.variant_id, quantity=0, mode=line.mode, location_id=line.location_id,
            now=visit.now,
        )  # fmt: skip
    if form is not None:
        mails.try_on(visit.request, hold_id=hold_id, token=tokens.token_of(hold_id))
    return hold_id


def _page(
    visit: Visit, wish: asking.Wish, form: asking.WhoForm | None, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    asked = visit.request.POST or visit.request.GET
    return visit.page(
        "try_on_ask", status=status, wish=wish, form=form, trouble=trouble, key=asked.get("key") or str(uuid4()),
        sku=asked.get("sku", ""), in_cart=asked.get("cart", ""), most=service_policy(visit.now).try_on_pieces,
    )  # fmt: skip


def _show(visit: Visit, found: TryOnHold, token: str, *, trouble: str = "", status: int = 200) -> HttpResponse:
    code = fulfilments.try_on_code(found.pk)
    can_cancel = found.state in ("requested", "confirmed", "ready")
    return visit.page(
        "try_on", status=status, found=found, token=token, trouble=trouble, code=code, can_cancel=can_cancel
    )


def _refusal(refused: Exception) -> str:
    if isinstance(refused, stock.OutOfStock):
        return _("Somebody was faster: there is not enough of it in this shop. Please choose another one.")
    words = {
        "too_many": _("So many pieces cannot be laid aside at once. Please take some off."),
        "empty": _("There is nothing to be laid aside."),
        "already": _("The shop lays something aside for you already. Please come for that first, or call it off."),
    }
    return words.get(getattr(refused, "reason", ""), _("This shop lays nothing aside. Please choose another one."))

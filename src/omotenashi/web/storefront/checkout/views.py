# SPDX-License-Identifier: Apache-2.0
"""One page to say who and where, one to confirm, then the payment.

What was typed travels in the form itself: no cookie and no table holds it before the order does. The number that makes
an order happen once is made with the confirmation page and travels the same way.
"""

from uuid import UUID, uuid4

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.queries import Delivery, hash_of, legal_items, terms
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.stock import actions as stock
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations.queries import retailer
from omotenashi.web.storefront.cart import shown, wording
from omotenashi.web.storefront.checkout import own_value, paying
from omotenashi.web.storefront.checkout.forms import ContactForm, completed
from omotenashi.web.storefront.visits import BASKET, Visit, in_shop


@require_http_methods(["GET", "POST"])
@in_shop
def show_checkout(visit: Visit) -> HttpResponse:
    """Ask for the contact and the address; with both, show the final confirmation page."""
    if visit.basket is None:
        return redirect("storefront:cart")
    cart = shown.cart_of(visit, visit.basket)
    if not cart.is_buyable:
        return redirect("storefront:cart")
    posted = visit.request.POST
    if visit.request.method != "POST" or "edit" in posted or "fill" in posted:
        known = completed(posted) if "fill" in posted else posted.dict() if posted else _known(visit)
        form = ContactForm(initial=known, is_sent=cart.is_sent)
        return visit.page("checkout", cart=cart, form=form)
    form = ContactForm(posted, is_sent=cart.is_sent)
    if not form.is_valid():
        return visit.page("checkout", cart=cart, form=form, status=422)
    return _confirm(visit, visit.basket, form, key=str(uuid4()))


@require_POST
@in_shop
def place(visit: Visit) -> HttpResponse:
    """Order what was confirmed. What has changed meanwhile is said on the same page, and nothing typed is lost."""
    basket = _basket_of_form(visit)
    if basket is None:
        return redirect("storefront:cart")
    is_sent = basket.lines.filter(Q(mode="ship") | Q(mode="order_in", location=None)).exists()
    form = ContactForm(visit.request.POST, is_sent=is_sent)
    key = visit.request.POST.get("key", "")[:40]
    if not form.is_valid() or not key:
        return visit.page("checkout", cart=shown.cart_of(visit, basket), form=form, status=422)
    try:
        placed = checkout.place_order(
            basket_id=basket.pk, digest=visit.request.POST.get("digest", ""), buyer=form.details(),
            node_ids=visit.node_ids, own=own_value.agreed(visit.request.POST), medium=visit.medium,
            key=f"shop:{basket.pk}:{key}", now=visit.now,
        )  # fmt: skip
    except checkout.BadBasket as bad:
        return visit.page("cart", cart=None, trouble=wording.basket(bad.reason), status=409)
    except (checkout.QuoteChanged, checkout.Unbuyable, stock.OutOfStock, stock.Conflict) as changed:
        return _confirm(visit, basket, form, key=key, notice=_moved(changed))
    except (
        loyalty.NotEnoughPoints, loyalty.CouponRefused, loyalty.Conflict, payments.TendersDoNotMatch,
    ) as refused:  # fmt: skip
        return _confirm(visit, basket, form, key=key, notice=_gone(visit) or _moved(refused))
    return paying.go(visit, placed)


@require_GET
@in_shop
def complete_address(visit: Visit) -> HttpResponse:
    """Give the address fields with what the postal code says."""
    form = ContactForm(initial=completed(visit.request.GET), is_sent=True)
    return visit.page("address", form=form)


def _confirm(visit: Visit, basket: Basket, form: ContactForm, *, key: str, notice: str = "") -> HttpResponse:
    """最終確認画面: the quote as it is now, its six items, its digest."""
    typed = {name: str(value) for name, value in form.cleaned_data.items()}
    delivery = Delivery(prefecture=typed.get("prefecture", ""), postal_code=typed.get("postal_code", ""))
    cart = shown.cart_of(visit, basket, delivery=delivery)
    own = own_value.shown(visit, to_pay=cart.quote.to_pay)
    legal = cart.quote.legal
    if own.shares:
        legal = legal_items(cart.quote, terms=terms(visit.now), currency=retailer().currency, own=own.shares)
    return visit.page(
        "confirm", cart=cart, own=own, legal=legal, typed=typed, key=key, notice=notice,
        status=409 if notice else 200, simulator=paying.is_simulated(),
    )  # fmt: skip


def _gone(visit: Visit) -> str:
    """Say it in one for points, card and credit: which of them changed stands on the page that comes."""
    if not own_value.agreed(visit.request.POST):
        return ""
    return _(
        "Your card, credit or points hold less than when you saw this page. Please look again; nothing was ordered."
    )


def _moved(changed: Exception) -> str:
    if isinstance(changed, stock.OutOfStock | stock.Conflict):
        return _("Somebody was faster: something in your cart is sold out now. Nothing was ordered.")
    if isinstance(changed, loyalty.NotEnoughPoints):
        said = _("You have %(points)s points now, fewer than before. Nothing was ordered.")
        return said % {"points": f"{changed.available:,}"}
    if isinstance(changed, loyalty.CouponRefused):
        return f"{wording.coupon(changed.reason)} {_('Nothing was ordered.')}"
    if isinstance(changed, checkout.Unbuyable):
        return _("Something in your cart cannot be bought as it is any more. Nothing was ordered.")
    return _("Price, shipping or stock has changed since you saw this page. Please look again; nothing was ordered.")


def _basket_of_form(visit: Visit) -> Basket | None:
    """Give the basket that was confirmed, also when it is ordered already: the same button twice is one order."""
    named = visit.request.POST.get("basket", "")
    try:
        found = Basket.objects.filter(pk=UUID(named)).first()
    except ValueError:
        return None
    if found is None:
        return None
    token = visit.request.COOKIES.get(BASKET, "")
    if found.node_id is not None:
        return found if found.node_id in visit.node_ids else None
    return found if bytes(found.token_hash) == hash_of(token) else None


def _known(visit: Visit) -> dict[str, str]:
    profile = customers.profile_of(visit.card.person_id) if visit.card else None
    return {"name": profile.name} if profile and profile.name else {}

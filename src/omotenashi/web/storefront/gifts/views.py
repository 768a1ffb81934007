# SPDX-License-Identifier: Apache-2.0
"""A card is chosen, looked at once more, and paid. What was typed travels in the form itself, as in the checkout."""

from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.queries import terms as shop_terms
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as cards
from omotenashi.commerce.loyalty.queries import CardPolicy
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.people.customers import queries as customers
from omotenashi.web.storefront.checkout import paying
from omotenashi.web.storefront.gifts import terms
from omotenashi.web.storefront.gifts.forms import GiftForm
from omotenashi.web.storefront.visits import Visit, in_shop


@require_http_methods(["GET", "POST"])
@in_shop
def show_gifts(visit: Visit) -> HttpResponse:
    """Choose a card; with everything said, show the final confirmation page."""
    policy, posted = _offered(visit), visit.request.POST
    if visit.request.method != "POST":
        return _page(visit, GiftForm(initial=_known(visit), policy=policy), policy)
    if "edit" in posted:
        return _page(visit, GiftForm(initial=posted.dict(), policy=policy), policy)
    form = GiftForm(posted, policy=policy)
    if not form.is_valid():
        return _page(visit, form, policy, status=422)
    return _confirm(visit, form, policy, key=str(uuid4()))


@require_POST
@in_shop
def place_gift(visit: Visit) -> HttpResponse:
    """Order what was confirmed. The same button twice is one order."""
    policy = _offered(visit)
    form, key = GiftForm(visit.request.POST, policy=policy), visit.request.POST.get("key", "")[:40]
    if not form.is_valid() or not key:
        return _page(visit, form, policy, status=422)
    if not visit.may("gift-order"):
        return visit.page("too_often", status=429)
    legal = _legal(visit, form, policy)
    if visit.request.POST.get("until", "") != legal["period"]:
        return _confirm(
            visit,
            form,
            policy,
            key=key,
            notice=_("The terms have changed since you saw this page. Please look again; nothing was ordered."),
        )
    try:
        placed = checkout.place_gift(
            amount=form.amount, buyer=form.buyer(), recipient=form.recipient(), confirmation=legal,
            channel=visit.channel, node_ids=visit.node_ids, key=key, now=visit.now,
        )  # fmt: skip
    except orders.Conflict:
        return redirect("storefront:gifts")
    return paying.go(visit, placed)


@require_http_methods(["GET", "POST"])
@in_shop
def show_balance(visit: Visit) -> HttpResponse:
    """What is left on a card whose whole code is typed: it never stands in an address, and wrong ones are counted."""
    asked = visit.request.POST.get("code", "").strip()[:40]
    if not asked:
        return visit.page("gift", asked="", card=None, is_wrong=False)
    if not visit.may("gift"):
        return visit.page("too_often", status=429)
    try:
        card = loyalty.gift_card_of(asked, now=visit.now)
    except loyalty.CouponRefused:
        return visit.page("gift", asked=asked, card=None, is_wrong=True, status=404)
    return visit.page("gift", asked="", card=card, is_wrong=False)


def _offered(visit: Visit) -> CardPolicy:
    policy = cards.card_policy(visit.now)
    if not policy.sold:
        raise Http404
    return policy


def _page(visit: Visit, form: GiftForm, policy: CardPolicy, *, status: int = 200) -> HttpResponse:
    said = terms.terms_of_use(policy, now=visit.now)
    return visit.page("gifts", form=form, policy=policy, terms=said, status=status)


def _confirm(visit: Visit, form: GiftForm, policy: CardPolicy, *, key: str, notice: str = "") -> HttpResponse:
    """最終確認画面: the card as its recipient will see it, the six items, the terms of use."""
    typed = {name: "" if value is None else str(value) for name, value in form.cleaned_data.items()}
    return visit.page(
        "gift_confirm", form=form, amount=form.amount, typed=typed, key=key, notice=notice,
        legal=_legal(visit, form, policy), terms=terms.terms_of_use(policy, now=visit.now),
        simulator=paying.is_simulated(), status=409 if notice else 200,
    )  # fmt: skip


def _legal(visit: Visit, form: GiftForm, policy: CardPolicy) -> dict[str, str]:
    days = shop_terms(visit.now).return_days
    return terms.legal_items(form.amount, policy=policy, days=days, now=visit.now)


def _known(visit: Visit) -> dict[str, str]:
    profile = customers.profile_of(visit.card.person_id) if visit.card else None
    return {"name": profile.name} if profile and profile.name else {}

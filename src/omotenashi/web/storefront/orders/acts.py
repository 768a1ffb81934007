# SPDX-License-Identifier: Apache-2.0
"""What a buyer may do with an order: cancel it, go on to pay, send somebody else for it, ask to return something."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries as fulfilments
from omotenashi.commerce.orders.actions import cancelling
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import queries as paid
from omotenashi.web.storefront.checkout import paying
from omotenashi.web.storefront.opinions import writing as opinions
from omotenashi.web.storefront.orders import changes, gifts, shown, why
from omotenashi.web.storefront.visits import Visit

type Act = Callable[[Visit, UUID, str], HttpResponse]


def show(
    visit: Visit, order_id: UUID, base: str, *, trouble: str = "", status: int = 200, proxy: str = ""
) -> HttpResponse:  # fmt: skip
    """The order's page. `proxy` is a code for somebody else, shown this once."""
    found = shown.status_of(order_id, now=visit.now)
    if found.gift is not None:
        gifts.tell(visit, found.gift)
    return visit.page(
        "order", status=status, found=found, why=why.question(visit, found), base=base, trouble=trouble, proxy=proxy, is_by_code="/o/" in base,
        reasons=_reasons(), choices=changes.choices(found, channel=visit.channel, now=visit.now),
        opinions=[] if found.is_gift else opinions.about(found.lines, node_ids=(found.order.node_id,)),
    )  # fmt: skip


def act(visit: Visit, order_id: UUID, base: str, name: str) -> HttpResponse:
    """Do what was asked for by its name in the address."""
    if name not in _ACTS:
        raise Http404
    return _ACTS[name](visit, order_id, base)


def _cancel(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    found = shown.status_of(order_id, now=visit.now)
    sorry = _("The shop has begun with your order, so it can no longer be cancelled here. You can return it.")
    if found.state == "cancelled":
        return redirect(base)
    if not found.can_cancel:
        return show(visit, order_id, base, trouble=sorry, status=409)
    try:
        checkout.cancel(order_id, reason="customer", key="customer", now=visit.now, actor="customer")
    except (cancelling.NotOpen, cancelling.NotPossible):
        return show(visit, order_id, base, trouble=sorry, status=409)
    return redirect(base)


def _pay(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    intent = paid.intent_of(order_id)
    way = paying.start(visit, intent.pk) if intent is not None else None
    return way or redirect(base)


def _delegate(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    """代理受取: a code for somebody else, good once; the one before ends."""
    named = visit.request.POST.get("parcel", "")
    known = {str(task.fulfilment_id) for task in fulfilments.of_order(order_id, now=visit.now)}
    if named not in known:
        raise Http404
    try:
        code = fulfilment.delegate(UUID(named), key=_key(visit), now=visit.now, actor="customer")
    except fulfilment.NotNow:
        return redirect(base)
    return show(visit, order_id, base, proxy=code or "")


def _return(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    """Ask to give pieces back; the shop answers."""
    posted = visit.request.POST
    asked = _pieces(posted.dict())
    try:
        fulfilment.request_return(
            order_id, asked, reason=posted.get("reason", ""), note=posted.get("note", "")[:500], key=_key(visit),
            now=visit.now, by="customer",
        )  # fmt: skip
    except fulfilment.ReturnRefused as refused:
        return show(visit, order_id, base, trouble=_refusal(refused.reason), status=409)
    except fulfilment.KeyOfAnother:
        raise Http404 from None
    return redirect(base)


def _change(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    """Another shop, another way, another address."""
    done = changes.change(visit, shown.status_of(order_id, now=visit.now), base)
    return show(visit, order_id, base, trouble=done, status=409) if isinstance(done, str) else done


def _withdraw(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    """Take a return back that nobody has received yet."""
    named = visit.request.POST.get("return", "")
    known = {str(one.pk): one.pk for one in fulfilments.returns_of_order(order_id)}
    if named not in known:
        raise Http404
    try:
        fulfilment.withdraw_return(known[named], key=f"shop:{named}:withdrawn", now=visit.now, actor="customer")
    except fulfilment.NotNow:
        return show(visit, order_id, base, trouble=_("The return has arrived already."), status=409)
    return redirect(base)


def _review(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    """Say something of what one has in hand; whoever may open the order speaks for its buyer."""
    node_id = Order.objects.values_list("node_id", flat=True).get(pk=order_id)
    trouble = opinions.write(visit, node_ids=visit.node_ids if node_id in visit.node_ids else (node_id,))
    if trouble:
        return show(visit, order_id, base, trouble=trouble, status=422)
    return redirect(base)


def _pieces(posted: Mapping[str, Any]) -> dict[UUID | int, int]:
    """Read how many of each line, as far as that can be read."""
    asked: dict[UUID | int, int] = {}
    for name, value in posted.items():
        if name.startswith("piece-") and str(value).isdecimal() and 0 < int(value[:6]) < 1000:
            with suppress(ValueError):
                asked[UUID(name.removeprefix("piece-"))] = int(value[:6])
    return asked


def _key(visit: Visit) -> str:
    return f"shop:{visit.request.POST.get('key', '')[:40]}"


def _refusal(reason: str) -> str:
    words: Mapping[str, str] = {
        "late": _("The time for returns is over. Please ask us."),
        "empty": _("Please choose what you want to return."),
        "not_handed_over": _("Only what you have received can be returned."),
    }
    return words.get(reason, _("This cannot be returned here. Please ask us."))


def _reasons() -> list[tuple[str, str]]:
    """The reasons the shop knows, in its order."""
    words: Mapping[str, str] = {
        "changed_mind": _("I changed my mind"), "size": _("The size does not fit"), "damaged": _("It is damaged"),
        "wrong": _("It is not what I ordered"), "lost": _("It did not arrive"), "other": _("Something else"),
    }  # fmt: skip
    return [(reason, words.get(reason, reason)) for reason in fulfilments.REASONS]


def _give_back(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    """Give back a gift card of which nothing was used."""
    sorry = gifts.give_back(visit, shown.status_of(order_id, now=visit.now))
    return show(visit, order_id, base, trouble=sorry, status=409) if sorry else redirect(base)


def _resend(visit: Visit, order_id: UUID, base: str) -> HttpResponse:
    """Send the gift card to its recipient once more."""
    gifts.send_again(visit, shown.status_of(order_id, now=visit.now))
    return redirect(base)


_ACTS: Final[Mapping[str, Act]] = {
    "cancel": _cancel, "pay": _pay, "delegate": _delegate, "return": _return, "change": _change, "review": _review, "withdraw": _withdraw,
    "give-back": _give_back, "resend": _resend, "why": why.answer,
}  # fmt: skip

# SPDX-License-Identifier: Apache-2.0
"""The way in: a QR leads here, LINE says who it is, one agrees, and holds a card."""

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.actions.cards import BadCode, HandedOut, Poster, Receipt
from omotenashi.places.locations import queries as places
from omotenashi.web.portal import asking
from omotenashi.web.portal.membership import keys, sessions
from omotenashi.web.portal.membership.door import door
from omotenashi.web.portal.membership.line import contract
from omotenashi.web.portal.membership.line.contract import Flow, LineRefused, LineUser

_LONGEST_NAME = 100
_log = logging.getLogger(__name__)


@never_cache
@require_GET
def show_start(request: HttpRequest, code: str = "") -> HttpResponse:
    """Where a QR leads: what a card is good for, and one button."""
    try:
        link = cards.read_link(code, now=clock.now()) if code else None
    except BadCode as bad:
        return trouble(request, f"link-{bad.reason}")
    member = sessions.member_node(request)
    if member and cards.card_of(member) and not isinstance(link, HandedOut):
        return _onward(code)
    shop = places.location_names().get(link.location, "") if isinstance(link, Poster) else ""
    context = {"code": code, "place": shop, "kind": type(link).__name__.lower(), "standin": not keys.is_real()}
    response = render(request, "portal/membership/start.html", context)
    if (after := request.GET.get("next", "")).startswith("/shop/"):
        sessions.keep(response, sessions.NEXT, {"path": after[:200]})
    return response


@never_cache
@require_POST
def start_line(request: HttpRequest) -> HttpResponse:
    """Send the browser to LINE, and remember what must come back."""
    flow = contract.started(code=request.POST.get("code", ""))
    way = door(request)
    language = (get_language() or "ja").split("-")[0]
    address = contract.authorize_url(
        way.authorize, channel_id=way.channel_id, redirect_uri=way.redirect_uri, flow=flow, language=language
    )
    response = HttpResponseRedirect(address)
    sessions.keep(response, sessions.FLOW, flow.kept())
    return response


@never_cache
@require_GET
def finish_line(request: HttpRequest) -> HttpResponse:
    """Take the browser back from LINE: only the one that left, and only with a token that is for us."""
    kept = sessions.held(request, sessions.FLOW)
    try:
        flow = contract.check_state(request.GET.get("state", ""), Flow(**kept) if kept else None)
        if "error" in request.GET:
            raise LineRefused("denied")
        response = _arrived(_user(request, flow), code=flow.code)
    except LineRefused as refused:
        _log.info("a LINE log-in was refused: %s", refused.reason)
        response = trouble(request, "denied" if refused.reason == "denied" else "line")
    sessions.forget(response, sessions.FLOW)
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """Say what will be joined and why; with a yes, join it."""
    waiting = sessions.held(request, sessions.PENDING)
    if not waiting:
        return redirect("portal:link")
    try:
        link = cards.read_link(waiting["code"], now=clock.now()) if waiting["code"] else None
        if request.method == "POST":
            return _joined(request, waiting, link)
    except BadCode as bad:
        return trouble(request, f"link-{bad.reason}")
    held = cards.card_of(link.node_id) if isinstance(link, HandedOut) else None
    context = {"name": waiting["name"], "ending": held.member_no[-4:] if held else "", "standin": not keys.is_real()}
    return render(request, "portal/membership/agree.html", context)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Take the card off this phone; its notifications end with it."""
    if kept := sessions.held(request, sessions.DEVICE).get("device"):
        messaging.remove_device(UUID(kept), proof=asking.proof(request, form="push: signed out"), now=clock.now())
    response = redirect("portal:link")
    sessions.forget(response, sessions.MEMBER)
    sessions.forget(response, sessions.PENDING)
    sessions.forget(response, sessions.DEVICE)
    return response


def trouble(request: HttpRequest, reason: str) -> HttpResponse:
    """Say what went wrong and what can be done."""
    return render(request, "portal/membership/trouble.html", {"reason": reason}, status=400)


def _user(request: HttpRequest, flow: Flow) -> LineUser:
    way = door(request)
    form = contract.token_form(
        code=request.GET.get("code", ""), redirect_uri=way.redirect_uri, channel_id=way.channel_id,
        channel_secret=way.channel_secret, flow=flow,
    )  # fmt: skip
    return contract.user_of(
        way.exchange(form), channel_id=way.channel_id, channel_secret=way.channel_secret, nonce=flow.nonce,
        now=clock.now(),
    )  # fmt: skip


def _arrived(user: LineUser, *, code: str) -> HttpResponse:
    node_id = cards.line_node(user.id)
    asks = _is_handed_out(code)
    if node_id and cards.card_of(node_id) and not asks:
        response = _onward(code)
        sessions.sign_in(response, node_id=node_id)
        return response
    response = redirect("portal:agree")
    sessions.forget(response, sessions.MEMBER)
    sessions.keep(response, sessions.PENDING, {"user": user.id, "name": user.name, "code": code})
    return response


def _joined(request: HttpRequest, waiting: dict[str, str], link: Poster | HandedOut | Receipt | None) -> HttpResponse:
    user, now = waiting["user"], clock.now()
    if isinstance(link, HandedOut):
        cards.join(user, code=link, now=now)
    else:
        place, medium = (link.location, link.medium) if isinstance(link, Poster) else ("", "")
        name = " ".join(request.POST.get("name", "").split())[:_LONGEST_NAME]
        cards.issue(user, name=name, location=place, medium=medium, now=now)
    node_id = cards.line_node(user)
    response = _onward(waiting["code"])
    if node_id:
        sessions.sign_in(response, node_id=node_id)
    return response


def _onward(code: str) -> HttpResponse:
    """Where a member goes with a code: a receipt's to the receipts, any other to the card."""
    try:
        is_receipt = bool(code) and isinstance(cards.read_link(code, now=clock.now()), Receipt)
    except BadCode:
        is_receipt = False
    return redirect(f"{reverse('portal:receipts')}?code={code}" if is_receipt else reverse("portal:card"))


def _is_handed_out(code: str) -> bool:
    try:
        return bool(code) and isinstance(cards.read_link(code, now=clock.now()), HandedOut)
    except BadCode:
        return False

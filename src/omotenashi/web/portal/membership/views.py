# SPDX-License-Identifier: Apache-2.0
"""The card, and the codes that it will show next."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.actions.cards import Card
from omotenashi.web.portal.membership import sessions
from omotenashi.web.portal.membership.members import for_members
from omotenashi.web.ui import code128, nextsteps, pictures

# The one shown and five to come: at least 100 seconds without a network.
AHEAD = 6


@require_GET
@for_members
def show_card(request: HttpRequest, card: Card) -> HttpResponse:
    """会員証. Who came in from the shop goes back there."""
    if after := sessions.held(request, sessions.NEXT).get("path"):
        response = redirect(after)
        sessions.forget(response, sessions.NEXT)
        return response
    profile = customers.profile_of(card.person_id)
    nodes = [node.pk for node in customers.nodes_of(card.person_id)]
    context = {
        "card": card,
        "profile": profile,
        "points": loyalty.balance_of(nodes),
        "number": " ".join(card.member_no[n : n + 4] for n in range(0, len(card.member_no), 4)),
        "bars": code128.svg(card.member_no),
        "shown": _shown(card, now=clock.now()),
        "layer": nextsteps.layer(nodes, now=clock.now()),
    }
    return render(request, "portal/membership/card.html", context)


@require_GET
@for_members
def show_codes(_request: HttpRequest, card: Card) -> HttpResponse:
    """The codes of the card for the next two minutes, for the script that changes them."""
    return JsonResponse(_shown(card, now=clock.now()))


def _shown(card: Card, *, now: datetime) -> dict[str, Any]:
    shown = cards.codes(card.node_seq, now=now, count=AHEAD)
    return {
        "now": _millis(now),
        "codes": [
            {"text": code.text, "starts": _millis(code.starts_at), "picture": pictures.qr(code.text)} for code in shown
        ],
    }


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

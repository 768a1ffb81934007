# SPDX-License-Identifier: Apache-2.0
"""Only for members: whoever holds a card now. Others are led to the way in."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.actions.cards import Card
from omotenashi.web.portal.membership import sessions

type MemberView = Callable[[HttpRequest, Card], HttpResponse]


def for_members(view: MemberView) -> Callable[[HttpRequest], HttpResponse]:
    """Hand a view the card of the browser's member; what it answers is kept by nobody."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        node_id = sessions.member_node(request)
        card = cards.card_of(node_id) if node_id else None
        if card is None:
            response: HttpResponse = redirect("portal:link")
            sessions.forget(response, sessions.MEMBER)
            return response
        return view(request, card)

    return never_cache(guarded)

# SPDX-License-Identifier: Apache-2.0
"""A member follows what waits for them on the site, or puts it away: gone from every place at once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.web.portal.membership import sessions
from omotenashi.web.ui.nextsteps import NextStep, next_steps


@require_POST
@never_cache
def create_answer(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Take the answer of whoever it waits for; who comes too late is led on all the same."""
    node_id, now = sessions.member_node(request), clock.now()
    card = cards.card_of(node_id) if node_id else None
    nodes = [node.pk for node in customers.nodes_of(card.person_id)] if card else []
    mine = next((one for one in next_steps(nodes, place="site", now=now) if one.id == message_id), None)
    if mine is None:
        return redirect(_after(request))
    if request.POST.get("said") == "clicked" and mine.leads:
        address = _address(mine, asked=request.POST.get("to", ""))
        messaging.answer(message_id, messaging.CLICKED, place="site", now=now, link=address)
        return redirect(address)
    messaging.answer(message_id, messaging.DISMISSED, place="site", now=now)
    return redirect(_after(request))


def _address(step: NextStep, *, asked: str) -> str:
    """Give where it leads, as the house wrote it: to the part that was pressed, else where its button does."""
    return asked if asked in step.leads else step.leads[0]


def _after(request: HttpRequest) -> str:
    asked = request.POST.get("after", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/") else "/shop/"

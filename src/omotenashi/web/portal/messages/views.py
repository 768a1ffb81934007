# SPDX-License-Identifier: Apache-2.0
"""A link of a message leads on, its picture is one dot; both note who did it, and change nothing else.

Only addresses that stand in the message can be reached: the mark names the link, never the address.
"""

import base64

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.people.consent.queries import links

_DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_LONGEST_AGENT = 500


@require_safe
def follow_link(request: HttpRequest, mark: str) -> HttpResponse:
    """Lead to the address behind a link of a message, and note the click."""
    message, link = queries.message_of(mark) or (None, None)
    return _led(request, message, link)


@require_safe
def follow_short(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to where a short address stands for: a link of a message, or the way out of it."""
    message, link = queries.behind(code) or (None, None)
    if message is not None and link is None and message.contact_point is not None:
        return _away(links.PAGE.format(token=links.token_of(message.contact_point)))
    return _led(request, message, link)


@require_safe
def show_dot(request: HttpRequest, mark: str) -> HttpResponse:
    """The picture of a message: one dot that nobody sees."""
    message, link = queries.message_of(mark) or (None, None)
    if message is None or link is not None:
        return HttpResponse(status=404)
    if _may_note(message):
        messaging.opened(message, agent=_agent(request), now=clock.now())
    return HttpResponse(_DOT, content_type="image/gif", headers={"Cache-Control": "no-store"})


def _led(request: HttpRequest, message: Message | None, link: int | None) -> HttpResponse:
    address = queries.clicked_at(message, link) if message is not None and link is not None else None
    if message is None or link is None or not address:
        return render(request, "portal/messages/gone.html", status=404)
    if _may_note(message):
        agent, method = _agent(request), request.method or ""
        messaging.clicked(message, link=link, address=address, agent=agent, method=method, now=clock.now())
    return _away(address)


def _away(address: str) -> HttpResponse:
    answer = HttpResponseRedirect(address)
    answer["Cache-Control"] = "no-store"
    # Whoever is led to learns where from, not which mark.
    answer["Referrer-Policy"] = "origin"
    return answer


def _may_note(message: Message) -> bool:
    """Say whether there is still somebody: the message of an erased person has no address any more."""
    return message.contact_point_id is not None


def _agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:_LONGEST_AGENT]

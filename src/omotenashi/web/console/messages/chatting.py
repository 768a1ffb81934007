# SPDX-License-Identifier: Apache-2.0
"""The talk around a message on LINE: what somebody answered, and, where a stand-in takes LINE's place, answering as them."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.people.staff import actions as staff
from omotenashi.people.timeline import queries as timeline
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages.menus import reading
from omotenashi.web.ui import toasts

ANSWERS, LONGEST = 20, 500


def talk(message: Message) -> dict[str, Any]:
    """Give what somebody wrote on LINE since a message went, and whether one may answer in their place."""
    if message.channel != "line":
        return {}
    entries = timeline.entries_of([message.node_id], names=["messaging.LineMessage"])
    if message.sent_at is not None:
        entries = entries.filter(at__gte=message.sent_at)
    answers = [{"text": one.props.get("comment", ""), "at": one.at} for one in entries[:ANSWERS]][::-1]
    point = message.contact_point
    return {
        "answers": answers if message.sent_at else [],
        "is_friend": queries.is_friend(point) if point else None,
        "menu": reading.under(point) if point else None,
        "may_act": queries.is_simulated("line") and message.sent_at is not None and point is not None,
    }


@require_POST
@needs("messages.edit")
def create_act(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Do as somebody on LINE would: answer, block, follow. The stand-in signs it, and it comes in by the same door."""
    message = get_object_or_404(queries.messages(), pk=message_id, channel="line")
    if not queries.is_simulated("line") or message.contact_point is None:
        raise Http404
    kind, text = request.POST.get("act", "message"), " ".join(request.POST.get("text", "").split())[:LONGEST]
    if kind not in ("message", "follow", "unfollow") or (kind == "message" and not text):
        return redirect("console:inbox-message", message_id)
    now = clock.now()
    event = {
        "type": kind, "mode": "active", "timestamp": int(now.timestamp() * 1000), "webhookEventId": str(new_id()),
        "source": {"type": "user", "userId": message.contact_point.node.value},
        "message": {"type": "text", "id": "1", "text": text}, "follow": {"isUnblocked": True},
    }  # fmt: skip
    body = json.dumps({"destination": "standin", "events": [event]}, ensure_ascii=False).encode()
    messaging.hear(body, signature=queries.standin_signature(body), now=now)
    messaging.work_off(now=now)
    staff.audit(who(request), "messages.edit", subject=f"message:{message_id}", details={"as_customer": kind})
    told = {
        "message": _("It was heard. In a moment it stands in the timeline, too."),
        "follow": _("They follow us again, and may be written to."),
        "unfollow": _("They blocked us: nothing goes to them on LINE any more."),
    }
    toasts.add(request, told[kind])
    return redirect("console:inbox-message", message_id)

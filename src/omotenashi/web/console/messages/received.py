# SPDX-License-Identifier: Apache-2.0
"""配信 on 顧客カルテ: each message to a person, with the reason why it came, waits, or did not come."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import MessageEvent
from omotenashi.web.console.messages import words

MOST = 50


def messages_of(node_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Give the newest messages: two reads, however many."""
    found = list(queries.reasons_of(node_ids)[:MOST])
    acts: dict[UUID, list[dict[str, object]]] = defaultdict(list)
    for event in MessageEvent.objects.filter(message__in=found).order_by("at", "id"):
        acts[event.message_id].append(words.act(event))
    return [
        {
            "name": one.template_version.template.name,
            "href": reverse("console:inbox-message", args=[one.pk]),
            "at": one.sent_at or one.settled_at or one.planned_at,
            "tone": words.STATES[one.state][0],
            "state": words.STATES[one.state][1],
            "channel": words.channel_name(one.channel) if one.channel else "",
            "mark": words.MARKS.get(one.channel, ""),
            "purpose": words.purpose_name(one.purpose_id, one.purpose.name),
            "why": words.why(one),
            "due": one.due_at if one.state == "held" else None,
            "acts": acts[one.pk],
        }
        for one in found
    ]

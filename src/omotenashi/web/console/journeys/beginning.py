# SPDX-License-Identifier: Apache-2.0
"""A scenario begun for people somebody has before their eyes: one message to all of a segment, ready to be worded."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.base.ids import new_id
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Journey

# In ten thousand: a tenth hears nothing, so that one sees what the message brought.
_CONTROL = 1_000


def broadcast(
    *, segment: str, name: str, by: UUID, now: datetime, key: str = "", at: datetime | None = None, template: str = ""
) -> Journey:
    """Draft one message to everybody of a segment, now or at a moment; the same key is the same draft."""
    graph: dict[str, Any] = {
        "entry": {"kind": "list", "segment": segment, "at": at.isoformat() if at else ""},
        "first": "say",
        "steps": {"say": {"kind": "send", "template": template, "next": ""}},
        "goal": {"event": "orders.OrderPlaced", "days": 7},
        "control": _CONTROL,
    }
    return journeys.draft(
        key=key or str(new_id()), name=name.strip() or _("New broadcast"), graph=graph, now=now, by=by
    )

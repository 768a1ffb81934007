# SPDX-License-Identifier: Apache-2.0
"""次の一手: what waits to be said to somebody who is here, in the words of every surface, with its reason for the staff."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.engagement.journeys import queries as journeys
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.web.ui.tags.formats import day


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to say: its message, its words, and why it is said."""

    id: UUID
    text: str
    why: str
    face: dict[str, Any]

    @property
    def leads(self) -> list[str]:
        """Name every page to which it leads, its button's first."""
        parts = self.face.get("parts", ())
        shown = [one["href"] for part in parts for one in (part, *part.get("goods", ())) if one.get("href")]
        return [one for one in (self.face.get("href", ""), *shown) if one]


def next_steps(nodes: Collection[UUID], *, place: str, now: datetime) -> list[NextStep]:
    """Give what waits for somebody at a place (`""`: anywhere), the most urgent first."""
    found = queries.offered(nodes, now=now, place=place)
    names = _journeys([one.message for one in found])
    return [NextStep(one.message.pk, _text(one.face), _why(one.message, names), one.face) for one in found]


def layer(nodes: Collection[UUID], *, now: datetime) -> NextStep | None:
    """Give what stands on a page that a member is given, and count it as seen by them."""
    steps = next_steps(nodes, place="site", now=now) if nodes else []
    if not steps:
        return None
    messaging.show([steps[0].id], now=now)
    return steps[0]


def _text(face: dict[str, Any]) -> str:
    return str(face.get("text", "") if "title" not in face else face["title"])


def _journeys(messages: Collection[Message]) -> dict[str, str]:
    keys = {journeys.journey_of(one.campaign) for one in messages} - {""}
    return (
        {str(key): name for key, name in Journey.objects.filter(pk__in=keys).values_list("pk", "name")} if keys else {}
    )


def _why(message: Message, names: dict[str, str]) -> str:
    """Say why it is shown: which scenario or message wants it, since when, and by which consent it may."""
    scenario = names.get(journeys.journey_of(message.campaign), "")
    since = day(message.planned_at)
    if scenario:
        return _("Scenario “%(name)s” wants it said since %(day)s.") % {"name": scenario, "day": since}
    name = message.template_version.template.name
    return _("Message “%(name)s” waits for this person since %(day)s.") % {"name": name, "day": since}

# SPDX-License-Identifier: Apache-2.0
"""The journey map of the demo: that of a shop with web and branches, some of its cells served by the demo's scenarios."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import override

from omotenashi.engagement.journeymaps import actions as drawing
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging.models import Template

# A cell, and what it is served by: a scenario that was taken over, or a single message.
_SERVED = (("s4", "c4", "visit"), ("s2", "c4", "basket"), ("s6", "c4", "dormant"))


def draw(*, now: datetime) -> None:
    """Draw the map, and tie its cells to what serves them."""
    with override("ja"):
        one = drawing.begin("apparel", key="demo:map", name="はじめての一着からファンになるまで", now=now)
    for stage, channel, code in _SERVED:
        journey = Journey.objects.filter(made_from=code).first()
        if journey is not None:
            _tie(one.pk, stage, channel, "journey", str(journey.pk), now=now)
    card = Template.objects.filter(key="demo:card:autumn").first()
    if card is not None:
        _tie(one.pk, "s6", "c3", "template", str(card.pk), now=now)


def _tie(map_id: UUID, stage: str, channel: str, kind: str, key: str, *, now: datetime) -> None:
    said = {"stage": stage, "channel": channel, "serves": {"kind": kind, "id": key}}
    drawing.change(map_id, "cell", said, now=now)

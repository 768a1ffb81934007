# SPDX-License-Identifier: Apache-2.0
"""A draft as it would stand in places of our own: what a page and the till show of it."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from omotenashi.base import clock
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.queries import personal, saying
from omotenashi.engagement.messaging.rules import blocks, fields, places, slots
from omotenashi.places.locations.queries import retailer


def faces(
    content: blocks.Content, *, channels: Collection[str], values: Mapping[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """Give by its place what it says there, to an example or to whose values are given; nothing where that cannot be told."""
    wanted = [name for name in places.PLACES if name in channels]
    if not wanted or not content.subject:
        return {}
    if values is None:
        own = personal.example(slots.asked(content), now=clock.now(), language=saying.LANGUAGE)
        values = fields.nested({**fields.FIELDS, "retailer.name": retailer().name, **own})
    found = {}
    for name in wanted:
        try:
            found[name] = dict(cast("ports.Place", ports.channel(name)).face(content, values))
        except fields.Missing:
            continue
    return found

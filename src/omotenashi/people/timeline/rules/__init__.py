# SPDX-License-Identifier: Apache-2.0
"""Decisions of the timeline: pure, without tables."""

from omotenashi.people.timeline.rules.events import props_of
from omotenashi.people.timeline.rules.items import MOST_ITEMS, item_of
from omotenashi.people.timeline.rules.shapes import Around, Item, Origin, Refusal
from omotenashi.people.timeline.rules.sources import KEEP_OWN_TIME, KINDS, PUBLIC, VERIFYING, trust_class
from omotenashi.people.timeline.rules.traits import fields_of

__all__ = [
    "KEEP_OWN_TIME", "KINDS", "MOST_ITEMS", "PUBLIC", "VERIFYING", "Around", "Item", "Origin", "Refusal",
    "fields_of", "item_of", "props_of", "trust_class",
]  # fmt: skip

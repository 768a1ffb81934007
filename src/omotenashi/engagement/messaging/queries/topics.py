# SPDX-License-Identifier: Apache-2.0
"""What messages are about, and whom of their readers that would hurt: people have topics they want left alone.

A message is about what its step says (`still["topics"]`), the categories of the goods it shows or that the event led
here for, and about money off where it carries a coupon or a lower price.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.rules import blocks
from omotenashi.people.customers import queries as customers

TOPICS = "topics"
_DISCOUNT = "discount"


def unwelcome(batch: Sequence[Message], persons: Mapping[UUID, UUID]) -> dict[UUID, str]:
    """Give for each advertisement the topic by which its reader does not want it; nothing for all others."""
    advertised = [one for one in batch if one.purpose.kind == "marketing"]
    avoided = customers.avoided({persons.get(one.node_id, one.node_id) for one in advertised}) if advertised else {}
    touched = [one for one in advertised if persons.get(one.node_id, one.node_id) in avoided]
    if not touched:
        return {}
    shown = {one.pk: frozenset(_shown(one)) for one in touched}
    categories = _categories({code for codes in shown.values() for code in codes})
    met = {
        one.pk: customers.cares.met(
            avoided[persons.get(one.node_id, one.node_id)],
            {
                *_said(one),
                *(customers.cares.of_category(categories[code]) for code in shown[one.pk] if code in categories),
            },
        )
        for one in touched
    }
    return {key: topic for key, topic in met.items() if topic}


def _said(message: Message) -> Iterator[str]:
    yield from map(str, message.still.get(TOPICS) or ())
    if message.still.get("price") or any(block.kind == "coupon" for block in _content(message).blocks):
        yield _DISCOUNT


def _shown(message: Message) -> Iterator[str]:
    yield from _content(message).codes()
    if message.context.get("sku"):
        yield str(message.context["sku"])


def _content(message: Message) -> blocks.Content:
    return blocks.read(message.template_version.content)


def _categories(codes: set[str]) -> dict[str, str]:
    return dict(bulk.rows(_CATEGORIES, [sorted(codes), sorted(codes)])) if codes else {}


_CATEGORIES = """
SELECT p.code, p.category FROM catalogue_product p WHERE p.code = ANY(%s) AND p.category <> ''
UNION SELECT v.sku, p.category FROM catalogue_variant v JOIN catalogue_product p ON p.id = v.product_id
WHERE v.sku = ANY(%s) AND p.category <> ''
"""

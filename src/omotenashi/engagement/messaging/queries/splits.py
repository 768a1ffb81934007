# SPDX-License-Identifier: Apache-2.0
"""Variants that are tried: what each says, what was counted of each until the end of the window."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import Split, Template
from omotenashi.engagement.messaging.rules import blocks, splitting


def split_of(template: Template) -> Split | None:
    """Give the newest test of a message that was not given up."""
    return Split.objects.filter(template=template, cancelled_at=None).order_by("-made_at", "-id").first()


def variant_of(template: Template, said: Mapping[str, Any]) -> blocks.Content:
    """Give what a variant says: the draft with other words. Raises BadTemplate."""
    changed = {name: said[name] for name in ("subject", "preheader", "blocks") if said.get(name)}
    return blocks.read({**template.draft, **changed})


def counted_of(split: Split) -> list[splitting.Counted]:
    """Give what was counted of each variant, up to the end of the window and no further."""
    asked = {"versions": split.versions, "until": split.ends_at}
    rows = bulk.rows(_CLICKED if split.measure == "click" else _BOUGHT, asked)
    found: dict[UUID, splitting.Counted] = {version: splitting.Counted(sent, did) for version, sent, did in rows}
    return [found.get(version, splitting.Counted(0, 0)) for version in split.versions]


def waiting_of(split: Split) -> int:
    """Count those who wait for the better variant."""
    [(count,)] = bulk.rows(
        "SELECT count(*) FROM messaging_message WHERE template_version_id = %s AND state IN ('intended', 'held')",
        [split.rest],
    )
    return int(count)


_SENT = """
SELECT m.template_version_id, count(*), count(*) FILTER (WHERE {did})
FROM messaging_message m WHERE m.template_version_id = ANY(%(versions)s::uuid[]) AND m.state = 'sent'
  AND m.sent_at <= %(until)s GROUP BY 1
"""
_CLICKED = _SENT.format(
    did="""EXISTS (SELECT 1 FROM messaging_messageevent e WHERE e.message_id = m.id AND e.kind = 'clicked'
  AND e.actor = 'human' AND e.at <= %(until)s)"""
)
_BOUGHT = _SENT.format(
    did="""EXISTS (SELECT 1 FROM customers_nodeperson p JOIN customers_nodeperson n ON n.person_id = p.person_id
  JOIN orders_order o ON o.node_id = n.node_id WHERE p.node_id = m.node_id AND o.placed_at > m.sent_at
  AND o.placed_at <= %(until)s AND o.cancelled_at IS NULL)"""
)

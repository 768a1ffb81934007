# SPDX-License-Identifier: Apache-2.0
"""つながり: the keys of one person, and the assertions that joined them, drawn as arcs beside the list of keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Edge, Node
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.page import shown_key
from omotenashi.web.console.customers.words import key_channel, key_name, source_name

ROW, EDGE, MOST_REACH = 44, 8, 110
# A person with very many receipts still opens: the oldest keys are drawn.
MOST = 60


@dataclass(frozen=True)
class Key:
    """One key as a row: its name, value, colour and the height of its middle in px."""

    name: str
    value: str
    channel: str
    since: datetime
    y: int


@dataclass(frozen=True)
class Arc:
    """One assertion as an arc between two rows, and in words."""

    path: str
    reach: int
    one: str
    other: str
    rule: str
    at: datetime
    cause: str


@dataclass(frozen=True)
class Drawing:
    """Keys, arcs, and the size of the drawing in px."""

    keys: list[Key]
    arcs: list[Arc]
    width: int
    height: int
    row: int = ROW

    @property
    def left(self) -> int:
        """Where the drawing begins: left of the keys."""
        return EDGE - self.width


def drawing(nodes: Sequence[Node], *, sight: Sight) -> Drawing:
    """Draw the keys of a person: one read."""
    shown = list(nodes)[:MOST]
    edges = customers.edges_among([node.id for node in shown])
    keys = {node.id: _key(node, place, sight) for place, node in enumerate(shown)}
    arcs = [_arc(edge, keys) for edge in edges]
    width = max((arc.reach for arc in arcs), default=0) + 2 * EDGE
    return Drawing(keys=list(keys.values()), arcs=arcs, width=width, height=ROW * len(shown))


def _key(node: Node, place: int, sight: Sight) -> Key:
    return Key(
        name=key_name(node.type),
        value=shown_key(node, sight),
        channel=key_channel(node.type),
        since=node.first_seen_at,
        y=place * ROW + ROW // 2,
    )


def _arc(edge: Edge, keys: dict[UUID, Key]) -> Arc:
    one, other = sorted((keys[edge.a_id], keys[edge.b_id]), key=lambda key: key.y)
    # The longer the way, the wider the bow, up to a limit. The keys stand at x = 0.
    reach = min(24 + (other.y - one.y) // ROW * 18, MOST_REACH)
    path = f"M0 {one.y} C{-reach} {one.y} {-reach} {other.y} 0 {other.y}"
    return Arc(
        path=path,
        reach=reach,
        one=f"{one.name} {one.value}",
        other=f"{other.name} {other.value}",
        rule=rule_name(edge.rule),
        at=edge.asserted_at,
        cause=source_name(edge.cause_kind),
    )


def rule_name(rule: str) -> str:
    """Say a rule in words: `together:member_no+email` is two keys that came in one record."""
    kind, _colon, keys = rule.partition(":")
    if kind == "together" and "+" in keys:
        one, other = keys.split("+", 1)
        return _("%(one)s and %(other)s came in one record") % {"one": key_name(one), "other": key_name(other)}
    return rule

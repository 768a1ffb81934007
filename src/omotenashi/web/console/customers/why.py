# SPDX-License-Identifier: Apache-2.0
"""なぜこの人は一人なのか: keys as boxes in columns, assertions as lines between them, and each in plain words.

The layout is ours: the strongest key stands left, what hangs on it right of it, one column a step. Pure.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omotenashi.people.customers.models import Edge, Node
from omotenashi.people.customers.queries import Graph
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.links import rule_name
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.page import shown_key

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 208, 50, 96, 18, 10
# So many keys of one kind on one key are drawn as one box: nobody reads sixty receipts.
BUNDLE = 4
_STRENGTH = ("user_id", "member_no", "line_user_id", "email", "phone", "device_id", "anonymous_id", "receipt")


@dataclass
class Knot:
    """A key, or a bundle of alike ones, as a box."""

    id: UUID
    name: str
    value: str
    channel: str
    since: datetime
    shared: bool = False
    count: int = 1
    x: int = 0
    y: int = 0


@dataclass(frozen=True)
class Tie:
    """An assertion as a line, and in words."""

    id: UUID
    number: int
    path: str
    x: int
    y: int
    one: str
    other: str
    sentence: str
    source: str
    at: datetime
    more: int = 0


@dataclass(frozen=True)
class Drawing:
    """What is drawn; sizes in px."""

    knots: list[Knot]
    ties: list[Tie]
    width: int
    height: int
    box_width: int = WIDTH
    box_height: int = HEIGHT


@dataclass
class _Net:
    """Keys, who hangs on whom, and how far from the root each stands."""

    nodes: dict[UUID, Node]
    edges: list[Edge]
    near: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    parent: dict[UUID, UUID | None] = field(default_factory=dict)
    depth: dict[UUID, int] = field(default_factory=dict)


def drawn(graph: Graph, *, sight: Sight) -> Drawing:
    """Lay the keys of one person out, with what joined them."""
    net = _net(graph.nodes, [edge for bond in graph.bonds for edge in bond.edges])
    bundle_of = _bundles(net)
    knots = _knots(net, bundle_of, sight)
    _place(knots, net)
    ties = _ties(net, knots, bundle_of)
    shown = list(knots.values())
    width = max((knot.x for knot in shown), default=0) + WIDTH + EDGE
    height = max((knot.y for knot in shown), default=0) + HEIGHT + EDGE
    return Drawing(knots=shown, ties=ties, width=width, height=height)


def _net(nodes: Sequence[Node], edges: Sequence[Edge]) -> _Net:
    net = _Net({node.id: node for node in nodes}, list(edges))
    for edge in edges:
        net.near[edge.a_id].add(edge.b_id)
        net.near[edge.b_id].add(edge.a_id)
    for root in sorted(nodes, key=lambda node: (_strength(node), node.seq)):
        if root.id in net.depth:
            continue
        net.parent[root.id], net.depth[root.id] = None, 0
        waiting = deque([root.id])
        while waiting:
            key = waiting.popleft()
            for other in sorted(net.near[key], key=lambda one: (_strength(net.nodes[one]), net.nodes[one].seq)):
                if other not in net.depth:
                    net.parent[other], net.depth[other] = key, net.depth[key] + 1
                    waiting.append(other)
    return net


def _strength(node: Node) -> int:
    return _STRENGTH.index(node.type) if node.type in _STRENGTH else 2


def _bundles(net: _Net) -> dict[UUID, UUID]:
    """Give for each key the key that stands for it: alike leaves on one key are drawn together."""
    alike: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    for key, node in net.nodes.items():
        parent = net.parent[key]
        if parent is not None and net.near[key] == {parent}:
            alike[parent, node.type].append(key)
    stands = {key: key for key in net.nodes}
    for keys in alike.values():
        if len(keys) > BUNDLE:
            stands |= dict.fromkeys(keys, keys[0])
    return stands


def _knots(net: _Net, bundle_of: Mapping[UUID, UUID], sight: Sight) -> dict[UUID, Knot]:
    found: dict[UUID, Knot] = {}
    for key, node in net.nodes.items():
        stands = bundle_of[key]
        if stands in found:
            found[stands].count += 1
            continue
        name, value = words.key_name(node.type), shown_key(node, sight)
        found[stands] = Knot(
            stands, name, value, words.key_channel(node.type), node.first_seen_at, node.shared_since is not None
        )
    for knot in found.values():
        if knot.count > 1:
            knot.value = ngettext("%(n)d of them", "%(n)d of them", knot.count) % {"n": knot.count}
    return found


def _place(knots: Mapping[UUID, Knot], net: _Net) -> None:
    """Give each box its place: its column by the steps from the root, its row in the order of its parents."""
    children: dict[UUID | None, list[UUID]] = defaultdict(list)
    for key in knots:
        children[net.parent[key]].append(key)
    row = 0

    def walk(key: UUID) -> int:
        nonlocal row
        below = [walk(child) for child in children[key]]
        if not below:
            below, row = [EDGE + row * (HEIGHT + GAP_Y)], row + 1
        knots[key].x, knots[key].y = EDGE + net.depth[key] * (WIDTH + GAP_X), (below[0] + below[-1]) // 2
        return knots[key].y

    for root in children[None]:
        walk(root)


def _ties(net: _Net, knots: Mapping[UUID, Knot], bundle_of: Mapping[UUID, UUID]) -> list[Tie]:
    drawn: dict[tuple[UUID, UUID], list[Edge]] = defaultdict(list)
    for edge in net.edges:
        ends = sorted((bundle_of[edge.a_id], bundle_of[edge.b_id]), key=lambda key: (net.depth[key], str(key)))
        drawn[ends[0], ends[1]].append(edge)
    found = []
    for number, ((a, b), edges) in enumerate(drawn.items(), start=1):
        path, x, y = _line(knots[a], knots[b])
        first, one, other = edges[0], knots[a], knots[b]
        found.append(
            Tie(
                id=first.id, number=number, path=path, x=x, y=y, one=f"{one.name} {one.value}",
                other=f"{other.name} {other.value}", sentence=why(first.rule), source=words.source_name(first.cause_kind),
                at=first.asserted_at, more=len(edges) - 1,
            )
        )  # fmt: skip
    return found


def _line(a: Knot, b: Knot) -> tuple[str, int, int]:
    """Draw a line from box to box, and give the place of its number."""
    middle_a, middle_b = a.y + HEIGHT // 2, b.y + HEIGHT // 2
    if a.x == b.x:
        # Two of one column: a bow on their right.
        side, bow = a.x + WIDTH, a.x + WIDTH + 44
        return (
            f"M{side} {middle_a} C{bow} {middle_a} {bow} {middle_b} {side} {middle_b}",
            bow - 11,
            (middle_a + middle_b) // 2,
        )
    start, end = a.x + WIDTH, b.x
    half = (start + end) // 2
    return (
        f"M{start} {middle_a} C{half} {middle_a} {half} {middle_b} {end} {middle_b}",
        half,
        (middle_a + middle_b) // 2,
    )


def why(rule: str) -> str:
    """Say in one sentence why two keys are one human."""
    if rule in words.LINKS:
        return str(words.LINKS[rule])
    kind, _colon, keys = rule.partition(":")
    if kind == "together" and "receipt" in keys.split("+"):
        other = next((key for key in keys.split("+") if key != "receipt"), "receipt")
        return _("%(key)s was given at this sale") % {"key": words.key_name(other)}
    return rule_name(rule)


def side_of(edge_id: UUID, graph: Graph) -> set[UUID]:
    """Give the keys that would part when what joins the two ends of an edge no longer counts: the smaller side.

    Where another way still leads around, it is the end of the edge that has fewer ties.
    """
    bond = graph.bond_of(edge_id)
    if bond is None:
        return set()
    sides = [part for part in graph.parts_without(bond) if not bond.ends.isdisjoint(part)]
    if len(sides) == 1:
        ties = Counter(end for other in graph.bonds for end in other.ends)
        return {min(bond.ends, key=lambda key: (ties[key], str(key)))}
    smaller = min(sides, key=lambda side: (len(side), sorted(map(str, side))))
    return set(smaller)

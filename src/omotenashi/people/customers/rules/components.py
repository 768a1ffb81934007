# SPDX-License-Identifier: Apache-2.0
"""Persons as components: which may join, and which must not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from omotenashi.people.customers.rules.identifiers import rule_of
from omotenashi.people.customers.rules.matching.contradictions import REASON, Ground, Traits, contradict

MOST_MERGES = 100
MOST_NODES = 1_000


@dataclass(frozen=True, slots=True)
class Union:
    """Two components that were there before became one: the starting keys of each side, the older side first."""

    one: tuple[int, ...]
    other: tuple[int, ...]
    merge: bool


@dataclass(slots=True)
class Component:
    """What is known of one component: its types, moments of the types counted in a window, size, and state.

    `there`: somebody could already see it; `persons`: it was a person. `apart`: keys it must never meet. `traits`: what
    sources said of given names and days of birth.
    """

    types: Counter[str]
    seen: dict[str, list[datetime]] = field(default_factory=dict)
    size: int = 1
    merges: int = 0
    frozen: bool = False
    there: bool = False
    person: bool = False
    members: list[int] = field(default_factory=list)
    apart: set[int] = field(default_factory=set)
    traits: Traits = frozenset()


@dataclass(slots=True)
class Components:
    """Persons as disjoint sets of nodes, joined only where nothing forbids it (union by oldest node).

    Keys are numbers; the smallest of a component is its oldest node and gives the person its id.
    """

    parent: dict[int, int] = field(default_factory=dict)
    found: dict[int, Component] = field(default_factory=dict)
    unions: list[Union] = field(default_factory=list)

    def add(self, key: int, component: Component | Mapping[str, int]) -> None:
        """Add a component by its oldest node, with what it holds."""
        if key not in self.parent:
            self.parent[key] = key
            made = component if isinstance(component, Component) else Component(Counter(component))
            made.members.append(key)
            self.found[key] = made

    def forbid(self, one: int, other: int) -> None:
        """Keep two components apart, whatever comes."""
        self.found[self.root(one)].apart.add(other)
        self.found[self.root(other)].apart.add(one)

    def root(self, key: int) -> int:
        """Give the oldest node of a component."""
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def join(
        self,
        one: int,
        other: int,
        *,
        at: datetime | None = None,
        forced: bool = False,
        ground: Ground = Ground.SURE,
    ) -> str:
        """Join two components and give "", or leave them and give the reason: a limit, a contradiction, a no-link …

        `forced` overrides all but a no-link (a member of staff decides). `at` is the moment for limits that count
        within a window; without it they are not counted. `ground` is what the edge rests on.
        """
        low, high = sorted((self.root(one), self.root(other)))
        if low == high:
            return ""
        old, new = self.found[low], self.found[high]
        if any(self.root(key) == high for key in old.apart) or any(self.root(key) == low for key in new.apart):
            return "no_link"
        if not forced and (reason := _obstacle(old, new, at)):
            return reason
        if not forced and contradict(old.traits, new.traits, ground=ground):
            return REASON
        self._unite(low, high)
        return ""

    def _unite(self, low: int, high: int) -> None:
        old, new = self.found[low], self.found.pop(high)
        self.parent[high] = low
        merge = old.person and new.person
        if old.there and new.there:
            self.unions.append(Union(tuple(old.members), tuple(new.members), merge))
        old.types.update(new.types)
        for kind, moments in new.seen.items():
            old.seen.setdefault(kind, []).extend(moments)
        old.size += new.size
        old.merges += new.merges + merge
        old.frozen |= new.frozen
        old.there |= new.there
        old.person |= new.person
        old.members += new.members
        old.apart |= new.apart
        old.traits |= new.traits


def _obstacle(one: Component, other: Component, at: datetime | None) -> str:
    """Give the reason why two components may not be one, or "". What one side alone breaks is not made worse."""
    if _is_frozen(one) or _is_frozen(other):
        return "frozen"
    small, large = (one, other) if len(one.types) <= len(other.types) else (other, one)
    for kind, count in small.types.items():
        there = large.types.get(kind, 0)
        rule = rule_of(kind)
        if not there or count + there <= rule.limit:
            continue
        if rule.window is None:
            return f"limit:{kind}"
        if at is not None and _within(one.seen, kind, at) + _within(other.seen, kind, at) > rule.limit:
            return f"window:{kind}"
    return ""


def _is_frozen(component: Component) -> bool:
    return component.frozen or component.merges >= MOST_MERGES or component.size >= MOST_NODES


def _within(seen: Mapping[str, Sequence[datetime]], kind: str, at: datetime) -> int:
    window = rule_of(kind).window
    return sum(1 for moment in seen.get(kind, ()) if window is None or abs(at - moment) <= window)

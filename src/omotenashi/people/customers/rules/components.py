# SPDX-License-Identifier: Apache-2.0
"""Persons as components: which may join, and which must not."""

from collections import Counter
from dataclasses import dataclass, field

from omotenashi.people.customers.rules.identifiers import rule_of


@dataclass(slots=True)
class Components:
    """Persons as disjoint sets of nodes, joined only where no limit is broken (union by oldest node).

    Keys are any hashable; `age` orders them (the smallest is the oldest and gives the person its id).
    """

    parent: dict[int, int] = field(default_factory=dict)
    counts: dict[int, Counter[str]] = field(default_factory=dict)

    def add(self, key: int, types: Counter[str]) -> None:
        """Add a component by its oldest node with the identifier types it holds."""
        if key not in self.parent:
            self.parent[key] = key
            self.counts[key] = types

    def root(self, key: int) -> int:
        """Give the oldest node of a component."""
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def join(self, one: int, other: int) -> bool:
        """Join two components, unless a limit forbids it. Say whether they are one now."""
        low, high = sorted((self.root(one), self.root(other)))
        if low == high:
            return True
        together = self.counts[low] + self.counts[high]
        if any(count > rule_of(kind).limit for kind, count in together.items()):
            return False
        self.parent[high] = low
        self.counts[low] = together
        del self.counts[high]
        return True

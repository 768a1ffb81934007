# SPDX-License-Identifier: Apache-2.0
"""Identifiers: which there are, how they are written, how many one person may have, which make persons meet.

The table is that of people.md section 3.2. A component that would break a limit is not joined.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from omotenashi.base.text import forms, mail, phone

RULESET_VERSION = 1


@dataclass(frozen=True, slots=True)
class IdentifierRule:
    """Priority (1 is the strongest), and how many of the type one person may have."""

    priority: int
    limit: int


_RULES = {
    "user_id": IdentifierRule(1, 1),
    "member_no": IdentifierRule(2, 3),
    "line_user_id": IdentifierRule(3, 5),
    "email": IdentifierRule(4, 5),
    "phone": IdentifierRule(5, 5),
    "device_id": IdentifierRule(6, 5),
    "anonymous_id": IdentifierRule(7, 5),
}
_EXTERNAL = IdentifierRule(2, 1)
_RECEIPT = IdentifierRule(9, 1_000_000)
_BLOCKED = re.compile(r"[0-]*|-1|null|none|undefined|anonymous|unknown|n/a|nan", re.IGNORECASE)

CONTACT_CHANNELS = {"email": "email", "phone": "sms", "line_user_id": "line"}


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A type and a value, as they came or normalised."""

    type: str
    value: str


def rule_of(identifier_type: str) -> IdentifierRule:
    """Give the rule of a type. `external:<system>` is one per system. Raises KeyError for an unknown type."""
    if identifier_type.startswith("external:"):
        return _EXTERNAL
    if identifier_type == "receipt":
        return _RECEIPT
    return _RULES[identifier_type]


def normalise(identifier: Identifier) -> Identifier | None:
    """Write an identifier in its one form, or give None when it is blocked or cannot be one."""
    kind, raw = identifier.type, forms.plain(identifier.value)
    if kind == "email":
        value = mail.address(raw)
    elif kind == "phone":
        value = phone.e164(raw)
    else:
        value = raw
    if not value or len(value) > 200 or _BLOCKED.fullmatch(value):
        return None
    return Identifier(kind, value)


def in_order(identifiers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    """Normalise, drop what is blocked or doubled, strongest first. The first is the anchor."""
    known = {found for identifier in identifiers if (found := normalise(identifier))}
    return tuple(sorted(known, key=lambda found: (rule_of(found.type).priority, found.type, found.value)))


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

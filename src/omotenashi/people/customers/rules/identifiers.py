# SPDX-License-Identifier: Apache-2.0
"""Identifiers: which there are, how they are written, how many one person may have, which make persons meet.

The table is that of people.md section 3.2. A component that would break a limit is not joined.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from omotenashi.base.text import forms, mail, phone

RULESET_VERSION = 2


@dataclass(frozen=True, slots=True)
class IdentifierRule:
    """Priority (1 is the strongest), how many of the type one person may have (ever, or within a window of time).

    `names`: the identifier alone is a person; one that does not name is a visit, a device or a receipt, and belongs to
    nobody until an edge joins it. `spelled`: it passes from hand to hand and is cut into spells, one for each user.
    """

    priority: int
    limit: int
    window: timedelta | None = None
    names: bool = True
    spelled: bool = False


_WEEK = timedelta(days=7)
_RULES = {
    "user_id": IdentifierRule(1, 1),
    "member_no": IdentifierRule(2, 3),
    "line_user_id": IdentifierRule(3, 5),
    "email": IdentifierRule(4, 5),
    "phone": IdentifierRule(5, 5),
    "push_endpoint": IdentifierRule(6, 5, window=_WEEK, names=False),
    "device_id": IdentifierRule(6, 5, window=_WEEK, names=False, spelled=True),
    "anonymous_id": IdentifierRule(7, 5, window=_WEEK, names=False, spelled=True),
    # Made here from a key of the person, never given from outside: an address names nobody.
    "post": IdentifierRule(8, 1_000, names=False),
    "receipt": IdentifierRule(9, 1_000_000, names=False),
}
_EXTERNAL = IdentifierRule(2, 1)
NAMELESS = tuple(sorted(kind for kind, rule in _RULES.items() if not rule.names))
SPELLED = tuple(sorted(kind for kind, rule in _RULES.items() if rule.spelled))
WINDOWED = tuple(sorted(kind for kind, rule in _RULES.items() if rule.window))

_BLOCKED = re.compile(
    r"[0-]*|-1|null|nil|none|undefined|anonymous|unknown|n/a|nan|true|false|\[object object\]|test|dummy|guest|example",
    re.IGNORECASE,
)
# +81 90 0000 0000, +81 3 1111 1111: typed to get past a form, never somebody's.
_NO_PHONE = re.compile(r"\+\d*?(\d)\1{6,}")

CONTACT_CHANNELS = {"email": "email", "phone": "sms", "line_user_id": "line", "push_endpoint": "push", "post": "post"}


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A type and a value, as they came or normalised."""

    type: str
    value: str


def rule_of(identifier_type: str) -> IdentifierRule:
    """Give the rule of a type. `external:<system>` is one per system. Raises KeyError for an unknown type."""
    if identifier_type.startswith("external:"):
        return _EXTERNAL
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
    if not value or len(value) > 200 or not value.isprintable() or _BLOCKED.fullmatch(value):
        return None
    if kind == "phone" and _NO_PHONE.fullmatch(value):
        return None
    return Identifier(kind, value)


def in_order(identifiers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    """Normalise, drop what is blocked or doubled, strongest first. The first is the anchor."""
    known = {found for identifier in identifiers if (found := normalise(identifier))}
    return tuple(sorted(known, key=lambda found: (rule_of(found.type).priority, found.type, found.value)))

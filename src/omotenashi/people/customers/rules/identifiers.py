# SPDX-License-Identifier: Apache-2.0
"""Identifiers: which there are, how they are written, how many one person may have, which make persons meet.

The table is that of people.md section 3.2. A component that would break a limit is not joined.
"""

import re
from dataclasses import dataclass

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

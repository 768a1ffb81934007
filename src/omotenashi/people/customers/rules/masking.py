# SPDX-License-Identifier: Apache-2.0
"""What those see who may read about somebody but not the ways to reach them: enough to recognise, too little to use."""

from dataclasses import dataclass

from omotenashi.base.text import phone

DOTS = "•••"
_HIDDEN = frozenset({"email", "phone", "line_user_id", "device_id", "anonymous_id", "user_id"})


@dataclass(frozen=True)
class Sight:
    """What one reader may see of the contact data of customers."""

    contacts: bool

    def key(self, kind: str, value: str | None) -> str | None:
        """Write the value of a key."""
        if self.contacts or not value or not hidden(kind):
            return value
        return masked(kind, value)

    def field(self, name: str, value: str) -> str:
        """Write the value of a field of a profile."""
        if self.contacts or not value:
            return value
        if name in ("address", "postal_code", "birth_date"):
            return DOTS if name != "birth_date" else f"{DOTS}-{value[5:]}"
        return masked(name, value) if name in ("email", "phone") else value


def hidden(kind: str) -> bool:
    """Say whether a key is a way to reach somebody, or to act as somebody."""
    return kind in _HIDDEN or kind.startswith("external:")


def masked(kind: str, value: str) -> str:
    """Leave of a value what a customer at the counter would confirm: h•••@example.jp, 090-••••-5678."""
    if kind == "email":
        name, _at, domain = value.partition("@")
        return f"{name[:1]}{DOTS}@{domain}"
    if kind == "phone":
        digits = phone.shown(value)
        return f"{digits[:3]}-{DOTS}-{digits[-4:]}" if len(digits) > 8 else DOTS
    return f"{value[:3]}{DOTS}" if len(value) > 6 else DOTS

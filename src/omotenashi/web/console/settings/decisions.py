# SPDX-License-Identifier: Apache-2.0
"""Pure decisions of 設定: what a registration number is, who may be let go, which roles a key may get."""

import re

from omotenashi.base.text import forms
from omotenashi.people.staff.queries import PERMISSIONS, Role

_NUMBER = re.compile(r"T(\d)(\d{12})")


def registration_number(text: str) -> str | None:
    """Give a 登録番号 in its one form (T and 13 digits, the first a check digit), or None when it cannot be one.

    The check digit is 9 - (sum of P(n) x Q(n) mod 9) over the twelve digits from the right, Q = 1 for odd n and 2 for
    even n (Ordinance of the Ministry of Finance on corporate numbers, article 2).
    """
    found = _NUMBER.fullmatch(forms.plain(text).upper().replace("-", "").replace(" ", ""))
    if not found:
        return None
    check, body = found.groups()
    weighed = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(body), start=1))
    return found.group() if int(check) == 9 - weighed % 9 else None


def grantable(role: str) -> list[Role]:
    """Give the roles that somebody of a role may give to a machine: those that may nothing more than the giver."""
    own = {name for name, roles in PERMISSIONS.items() if role in roles}
    return [other for other in Role if {name for name, roles in PERMISSIONS.items() if other in roles} <= own]


def stays(*, is_self: bool, role: str, new_role: str | None, leaders: int) -> bool:
    """Say whether a dismissal (no new role) or a new role must be refused, so that somebody can still open 設定."""
    loses = role == Role.HEADQUARTERS and new_role != Role.HEADQUARTERS
    return (loses and (leaders <= 1 or is_self)) or (is_self and new_role is None)

# SPDX-License-Identifier: Apache-2.0
"""The rail and the sheet of a phone: alike for everybody of a role at a place, so written once and kept.

What waits for somebody stands as a number beside its place; it is asked for four times a minute, not on every
page, and what another process of the server decided shows by then.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from omotenashi.base.ids import new_id
from omotenashi.people.staff import queries as staff
from omotenashi.web.console import navigation, waits
from omotenashi.web.console.places import own_place
from omotenashi.web.ui.near import near

FRESH, _KEY, _TURN = 15, "console.waiting", "console.waiting-turn"
type Waiting = tuple[tuple[str, int], ...]


def written(part: str, *, user: Any, path: str, folded: bool) -> SafeString:
    """Give the `rail`, or the `bottom` of a phone, for somebody on a page."""
    role, has_shop = getattr(user, "role", ""), staff.works_at_shop(user)
    here = navigation.closest(_addresses(role, has_shop), path)
    write = _write.__wrapped__ if settings.DEBUG else _write
    return write(part, get_language(), role, has_shop, here, folded, _waiting(user))


def forget() -> None:
    """Count anew on the next page, because somebody decided something."""
    near.set(_TURN, str(new_id()), None)


def _waiting(user: Any) -> Waiting:
    """Count what waits for this person: at their own shop, where they have one."""
    own, turn = own_place(user), near.get(_TURN, "")
    found: list[tuple[str, int]] = []
    for name, (permission, count) in waits.COUNTS.items():
        if staff.may(user, permission):
            number = near.get_or_set(f"{_KEY}:{turn}:{name}:{own}", partial(count, own), FRESH)
            found.append((name, number or 0))
    return tuple(found)


@lru_cache(maxsize=1024)
def _write(
    part: str,
    language: str | None,  # noqa: ARG001  # part of the key
    role: str,
    has_shop: bool,
    here: str,
    folded: bool,
    waiting: Waiting,
) -> SafeString:
    shelves = navigation.shelves(path=here, may=_may(role, has_shop), waiting=dict(waiting))
    return render_to_string(f"console/{part}.html", {"rail_shelves": shelves, "folded": folded})


@lru_cache(maxsize=64)
def _addresses(role: str, has_shop: bool) -> tuple[str, ...]:
    shelves = navigation.shelves(path="", may=_may(role, has_shop))
    return tuple(place.href for shelf in shelves for place in shelf.places)


def _may(role: str, has_shop: bool) -> Callable[[str], bool]:
    return partial(staff.role_may, role, has_shop=has_shop)

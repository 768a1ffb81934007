# SPDX-License-Identifier: Apache-2.0
"""The rail and the sheet of a phone: alike for everybody of a role at a place, so written once and kept.

What waits for somebody stands as a number beside its place; it is asked for once a minute, not on every page.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from omotenashi.people.customers import queries as customers
from omotenashi.people.staff import queries as staff
from omotenashi.web.console import navigation

FRESH, _KEY = 60, "console.open-matches"
type Waiting = tuple[tuple[str, int], ...]


def written(part: str, *, user: Any, path: str, folded: bool) -> SafeString:
    """Give the `rail`, or the `bottom` of a phone, for somebody on a page."""
    role = getattr(user, "role", "")
    here = navigation.closest(_addresses(role), path)
    write = _write.__wrapped__ if settings.DEBUG else _write
    return write(part, get_language(), role, here, folded, _waiting(user))


def forget() -> None:
    """Count anew on the next page, because somebody decided something."""
    cache.delete(_KEY)


def _waiting(user: Any) -> Waiting:
    if not staff.may(user, "customers.merge"):
        return ()
    return (("console:matches", cache.get_or_set(_KEY, customers.open_suggestions, FRESH) or 0),)


@lru_cache(maxsize=1024)
def _write(part: str, language: str | None, role: str, here: str, folded: bool, waiting: Waiting) -> SafeString:  # noqa: ARG001  # the language is part of the key
    shelves = navigation.shelves(path=here, may=_may(role), waiting=dict(waiting))
    return render_to_string(f"console/{part}.html", {"rail_shelves": shelves, "folded": folded})


@lru_cache(maxsize=64)
def _addresses(role: str) -> tuple[str, ...]:
    return tuple(place.href for shelf in navigation.shelves(path="", may=_may(role)) for place in shelf.places)


def _may(role: str) -> Callable[[str], bool]:
    return lambda permission: role in staff.PERMISSIONS[permission]

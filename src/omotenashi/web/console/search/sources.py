# SPDX-License-Identifier: Apache-2.0
"""Where ⌘K looks. A source is a function from the query and the person to what was found, at most six."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from omotenashi.people.staff import queries as staff
from omotenashi.web.console.navigation import shelves

MOST = 6


@dataclass(frozen=True)
class Item:
    """One hit: what it is called, a second line, where it opens, its icon and perhaps its channel."""

    title: str
    href: str
    detail: str = ""
    icon: str = "right"
    channel: str = ""
    action: str = ""


@dataclass(frozen=True)
class Found:
    """Hits of one kind under their heading."""

    label: str
    items: list[Item] = field(default_factory=list)


type Source = Callable[[str, Any], Found]


def pages(query: str, user: Any) -> Found:
    """Pages of the rail whose name contains the query; all of them when nothing is asked."""
    found = [
        Item(
            title=place.label,
            href=place.href,
            detail="" if shelf.label == place.label else shelf.label,
            icon=shelf.icon,
        )
        for shelf in shelves(path="", may=lambda permission: staff.may(user, permission))
        for place in shelf.places
        if query.casefold() in f"{shelf.label} {place.label}".casefold()
    ]
    return Found(_("Pages"), found if not query else found[:MOST])


def commands(query: str, user: Any) -> Found:
    """Things to do rather than places to be."""
    known = [
        Item(title=_("Import a file"), href=_address("console:imports"), icon="upload"),
        Item(title=_("Switch between light and dark"), href="#", icon="moon", action="theme"),
        Item(title=_("Two-factor sign-in"), href=_address("mfa_index"), icon="shield"),
        Item(title=_("Change the password"), href=_address("account_change_password"), icon="key"),
        Item(title=_("API documentation"), href=_address("api-1.0.0:openapi-view"), icon="file"),
        Item(title=_("Components"), href=_address("console:components"), icon="table"),
    ]
    may_import = staff.may(user, "imports.view")
    kept = [item for item in known if item.href and query.casefold() in item.title.casefold()]
    return Found(_("Commands"), [item for item in kept if may_import or item.icon != "upload"][:MOST])


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


SOURCES: list[Source] = [pages, commands]

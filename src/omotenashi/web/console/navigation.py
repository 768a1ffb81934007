# SPDX-License-Identifier: Apache-2.0
"""The rail: places of the console grouped by the job, not by the table; an entry shows to whoever may see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Entry:
    """A page. `permission` as in people/staff/rules.py; empty for everyone who works here."""

    label: str | Promise
    url_name: str
    permission: str = ""


@dataclass(frozen=True)
class Group:
    """A job: one entry stands for itself, several unfold under the group's name."""

    label: str | Promise
    icon: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Place:
    """An entry as shown to a person on a page."""

    label: str
    href: str
    here: bool
    waiting: int = 0


@dataclass(frozen=True)
class Shelf:
    """A group as shown: its first page, its places, and whether one is in it now."""

    label: str
    icon: str
    href: str
    places: tuple[Place, ...]
    here: bool


GROUPS = (
    Group(_("Home"), "home", [Entry(_("Home"), "console:home")]),
    Group(
        _("Customers"),
        "people",
        [
            Entry(_("All customers"), "console:customers", "customers.view"),
            Entry(_("Segments"), "console:segments", "customers.view"),
            Entry(_("Identity resolution"), "console:matches", "customers.merge"),
            Entry(_("Consent ledger"), "console:consents", "consents.view"),
            Entry(_("Suppressions"), "console:suppressions", "consents.view"),
            Entry(_("Requests about data"), "console:requests", "requests.view"),
        ],
    ),
    Group(
        _("Analysis"),
        "chart",
        [
            Entry(_("All analyses"), "console:figures", "measures.view"),
            Entry(_("Explore"), "console:explore", "measures.explore"),
            Entry(_("Effect of measures"), "console:effects", "measures.view"),
            Entry(_("Unmet needs"), "console:unmet", "measures.view"),
            Entry(_("Saved analyses"), "console:reports", "measures.view"),
            Entry(_("Omnichannel check"), "console:maturity", "measures.view"),
        ],
    ),
    Group(
        _("Orders"),
        "receipt",
        [
            Entry(_("All orders"), "console:orders", "orders.view"),
            Entry(_("Fulfilment board"), "console:fulfilment", "fulfilment.view"),
            Entry(_("Try-ons and holds"), "console:try-ons", "fulfilment.view"),
            Entry(_("Returns"), "console:returns", "returns.view"),
            Entry(_("Payments"), "console:payments", "payments.view"),
            Entry(_("Drawers and closings"), "console:drawers", "drawers.view"),
            Entry(_("Sales of tills without a line"), "console:tills", "tills.settle"),
            Entry(_("Choice of places"), "console:sourcing", "sourcing.view"),
        ],
    ),
    Group(
        _("Campaigns and points"),
        "tag",
        [
            Entry(_("Journey maps"), "console:maps", "messages.view"),
            Entry(_("Scenarios"), "console:journeys", "messages.view"),
            Entry(pgettext_lazy("sent", "Messages"), "console:messages", "messages.view"),
            Entry(_("Postcard printing"), "console:postcards", "messages.view"),
            Entry(_("Inbox for trials"), "console:inbox", "messages.view"),
            Entry(_("Campaigns"), "console:promotions", "promotions.view"),
            Entry(_("Points"), "console:points", "points.view"),
            Entry(_("Ranks"), "console:ranks", "points.view"),
            Entry(_("Gift cards"), "console:gift-cards", "points.view"),
        ],
    ),
    Group(
        _("Products and stock"),
        "box",
        [
            Entry(_("Products"), "console:products", "products.view"),
            Entry(_("Reviews"), "console:reviews", "reviews.view"),
            Entry(_("Stock"), "console:stock", "products.view"),
            Entry(_("Shelf cards and flyers"), "console:printing", "prints.make"),
            Entry(_("Order proposals"), "console:demand", "products.view"),
        ],
    ),
    Group(
        _("Shops"),
        "store",
        [
            Entry(_("Shops"), "console:shops", "locations.view"),
            Entry(_("Goals"), "console:goals", "measures.view"),
            Entry(_("Shared credit"), "console:credits", "credits.view"),
            Entry(_("Shop QR"), "console:membership", "locations.view"),
        ],
    ),
    Group(
        _("Data"),
        "tray",
        [
            Entry(_("Import"), "console:imports", "imports.view"),
            Entry(_("Data map"), "console:datamap", "datamap.view"),
            Entry(_("Do the books hold?"), "console:invariants", "invariants.view"),
        ],
    ),
    Group(_("Settings"), "gear", [Entry(_("Settings"), "console:settings")]),
)

_NOTHING: Mapping[str, int] = MappingProxyType({})


def shelves(*, path: str, may: Callable[[str], bool], waiting: Mapping[str, int] = _NOTHING) -> list[Shelf]:
    """The rail for a person on a page. `may` says whether they have a permission; `waiting` counts by URL name."""
    found = [
        (group, [(entry, _address(entry.url_name)) for entry in group.entries if _open(entry, may)]) for group in GROUPS
    ]
    here = closest([href for _group, kept in found for _entry, href in kept], path)
    return [
        Shelf(
            label=str(group.label),
            icon=group.icon,
            href=kept[0][1],
            places=tuple(
                Place(label=str(entry.label), href=href, here=href == here, waiting=waiting.get(entry.url_name, 0))
                for entry, href in kept
            ),
            here=any(href == here for _entry, href in kept),
        )
        for group, kept in found
        if kept
    ]


# Addresses do not change while a server runs.
@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


def _open(entry: Entry, may: Callable[[str], bool]) -> bool:
    return not entry.permission or may(entry.permission)


def closest(hrefs: Sequence[str], path: str) -> str:
    """The longest address that the path begins with: /console/ is home, but not of /console/orders/."""
    fitting = [href for href in hrefs if path.startswith(href) and (href != "/console/" or path == href)]
    return max(fitting, key=len, default="")

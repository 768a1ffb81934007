# SPDX-License-Identifier: Apache-2.0
"""A list page and its export from one description: what it can show, where its rows come from, how they read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from omotenashi.people.staff import queries as staff
from omotenashi.web.console import paging
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists


@dataclass(frozen=True)
class Listing:
    """A kind of list. `rows` gets the keys of one page and gives its lines in the same order.

    `permission` opens the list, `export_permission` the file; `export` is the address of the export page.
    """

    spec: lists.ListSpec
    parts: Callable[[lists.ListState], Sequence[Part]]
    matching: Callable[[lists.ListState], QuerySet[Any]]
    rows: Callable[[Sequence[Any]], list[lists.Row]]
    noun: str = ""
    export: str = ""
    export_permission: str = ""
    empty: Mapping[str, str] = field(default_factory=dict)


def page(request: HttpRequest, listing: Listing) -> lists.ListPage:
    """Read the state from the address, fetch one page, count all that match."""
    state = lists.ListState.read(listing.spec, request.GET)
    leaf = paging.leaf(listing.parts(state), after=state.after, before=state.before)
    number, about = paging.count(listing.matching(state))
    may_export = bool(listing.export) and staff.may(request.user, listing.export_permission)
    return lists.ListPage(
        state=state,
        rows=listing.rows(leaf.keys) if leaf.keys else [],
        count=number,
        about=about,
        next=leaf.next,
        previous=leaf.previous,
        export=listing.export + state.url() if may_export and leaf.keys else "",
        noun=listing.noun,
        empty=listing.empty,
    )

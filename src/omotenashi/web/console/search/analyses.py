# SPDX-License-Identifier: Apache-2.0
"""⌘K finds an analysis by its name or its question."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.people.staff import queries as staff
from omotenashi.web.console.figures.catalogue import SHELVES
from omotenashi.web.console.search.sources import MOST, Found, Item


def analyses(query: str, user: Any) -> Found:
    """The analyses whose name, question or address holds the query; none while nothing is asked."""
    if not query or not staff.may(user, "measures.view"):
        return Found(_("Analysis"))
    word = query.casefold()
    found = [
        Item(_(one.title), reverse("console:figure", args=[one.name]), detail=_(one.question), icon="chart")
        for shelf in SHELVES
        for one in shelf.measures
        if word in f"{one.name} {_(one.title)} {_(one.question)}".casefold()
    ]
    return Found(_("Analysis"), found[:MOST])

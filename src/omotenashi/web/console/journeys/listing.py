# SPDX-License-Identifier: Apache-2.0
"""シナリオ一覧: its columns, filters and views, and how a row reads."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.web.console.journeys import page, words
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

SORTS = {"changed": "changed_at", "name": "name"}


def listing() -> Listing:
    """Describe the list."""
    return Listing(
        spec=spec(),
        parts=lambda state: [
            Part(matching(state), SORTS[state.sort_key], down=state.descending, key_down=state.descending)
        ],
        matching=matching,
        rows=rows,
        noun=_("scenarios"),
        export=reverse("console:journeys-export"),
        export_permission="measures.export",
        empty={
            "title": _("No scenarios yet"),
            "text": _("Take over one of the ready-made ones above: three clicks, and it works for every new customer."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="journeys",
        search=_("Name of a scenario"),
        sort="-changed",
        columns=[
            Column("name", _("Name"), sort=True, fixed=True, wide=True),
            Column("state", _("State"), kind="badge"),
            Column("entry", _("Who comes in")),
            Column("live", _("On the way"), kind="number"),
            Column("entered", pgettext("scenario", "Came in"), kind="number"),
            Column("sent", _("Messages sent"), kind="number"),
            Column("bought", _("Bought within 7 days"), kind="number"),
            Column("changed", _("Changed"), kind="ago", sort=True),
        ],
        filters=[
            Filter("state", _("State"), choices=[(key, str(name)) for key, (_colour, name) in words.STATES.items()])
        ],
        views=[
            View("", _("All in use")),
            View("live", str(words.STATES["live"][1]), query="state=live"),
            View("draft", str(words.STATES["draft"][1]), query="state=draft"),
            View("archived", str(words.STATES["archived"][1]), query="state=archived"),
        ],
    )


def matching(state: lists.ListState) -> QuerySet[Any]:
    """Give what the list shows; archived ones only when they are asked for."""
    found = queries.journeys()
    if state.q:
        found = found.filter(name__icontains=state.q)
    asked = state.values.get("state", ())
    return found.filter(state__in=asked) if asked else found.exclude(state="archived")


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page."""
    found = Journey.objects.in_bulk(list(keys))
    counts, names = queries.counts_of(keys), page.names_of()
    graphs = {key: queries.draft_of(journey) for key, journey in found.items()}
    results = page.results_of_many(found.values(), graphs)
    return [_row(found[key], graphs[key], counts[key], results[key], names) for key in keys if key in found]


def _row(
    journey: Journey, graph: queries.Graph, counts: queries.Counts, brought: tuple[int, int, int], names: Any
) -> lists.Row:
    sent, bought, waiting = brought
    colour, state = words.state(journey, live=counts.live, waiting=waiting)
    return lists.Row(
        id=str(journey.pk),
        href=page.href(journey),
        label=journey.name,
        cells={
            "name": journey.name, "state": (colour, str(state)), "entry": words.entry(graph, segments=names["segments"]),
            "live": counts.live, "entered": counts.entered, "sent": sent, "bought": bought,
            "changed": journey.changed_at,
        },
    )  # fmt: skip

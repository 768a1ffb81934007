# SPDX-License-Identifier: Apache-2.0
"""DM印刷の一覧: the batches of cards with what each cost and brought."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import PrintBatch
from omotenashi.engagement.messaging.queries import postcards
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import finding
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.postcards import words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

SORTS = {"day": "day"}
_STATES = {
    "open": Q(made_at=None),
    "made": Q(made_at__isnull=False, posted_at=None),
    "posted": Q(posted_at__isnull=False),
}


def listing() -> Listing:
    """Describe the list."""
    finder = Finder(zone())
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("batches"),
        export=reverse("console:postcards-export"),
        export_permission="messages.edit",
        empty={
            "title": _("No card waits to be printed"),
            "text": _(
                "Let a scenario or a message go by post: put “Postcard” among its channels. "
                "Who said yes to post and has an address that can be found gets a card here."
            ),
            "action": _("To the messages"),
            "href": reverse("console:messages"),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="postcards",
        search=_("Name of a message"),
        sort="-day",
        columns=[
            Column("day", _("Day"), kind="day", sort=True, fixed=True),
            Column("message", pgettext("sent", "Message"), wide=True),
            Column("state", _("State"), kind="badge"),
            Column("cards", _("Cards"), kind="number"),
            Column("cost", _("Cost of the cards"), kind="money"),
            Column("answered", _("Answers to cards"), kind="number"),
            Column("each", _("Cost of an answer"), kind="money"),
            Column("returned", _("Returned cards"), kind="number"),
            Column("withdrawn", pgettext("postcard", "Taken out"), kind="number", shown=False),
            Column("posted", _("Posted"), kind="day", shown=False),
        ],
        filters=[
            Filter("state", _("State"), choices=[(key, str(words.STATES[key][1])) for key in _STATES]),
            Filter("day", _("Day"), kind="day"),
        ],
        views=[
            View("", _("All")),
            View("due", _("To be printed"), query="state=open&state=made"),
            View("posted", _("Posted"), query="state=posted"),
        ],
    )


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = SORTS

    @cached_property
    def found(self) -> QuerySet[PrintBatch]:
        """Batches that match."""
        state = self.state
        days = {name: at.astimezone(self.zone).date() for name, at in self.days("day", "day").items()}
        found = PrintBatch.objects.filter(finding.chosen(state, "state", _STATES), **days)
        return found.filter(template_version__template__name__icontains=state.q) if state.q else found


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: four reads, however many rows."""
    found = postcards.batches().in_bulk(list(keys))
    counted = postcards.figures(found.values(), price=queries.price_of("post"))
    return [_row(found[key], counted[key]) for key in keys if key in found]


def _row(batch: PrintBatch, counted: postcards.Figures) -> lists.Row:
    name = batch.template_version.template.name
    return lists.Row(
        id=str(batch.pk),
        href=reverse("console:postcards-batch", args=[batch.pk]),
        label=name,
        cells={
            "day": batch.day, "message": name, "state": words.state_of(batch), "cards": counted.cards, "cost": counted.cost,
            "answered": counted.answered, "each": round(counted.cost / counted.answered) if counted.answered else None,
            "returned": counted.returned, "withdrawn": counted.withdrawn, "posted": batch.posted_at,
        },
    )  # fmt: skip

# SPDX-License-Identifier: Apache-2.0
"""口コミ一覧: what buyers said, the ones that wait first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.commerce.reviews import queries as reviews
from omotenashi.commerce.reviews.models import Review
from omotenashi.insight.sentiment.reading import read
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View
from omotenashi.web.ui.tastes import MOODS

STATES: dict[str, tuple[str, str | Promise]] = {
    "waiting": ("warn", lazy("Waits to be looked at")),
    "shown": ("good", lazy("Shown to everybody")),
    "hidden": ("info", lazy("Shown to nobody")),
}
SORTS = {"written": "written_at", "rating": "rating"}
_LONGEST = 80


def listing() -> Listing:
    """Describe the list."""
    return Listing(
        spec=spec(),
        parts=lambda state: [
            Part(matching(state), SORTS[state.sort_key], down=state.descending, key_down=state.descending)
        ],
        matching=matching,
        rows=rows,
        noun=_("reviews"),
        export=reverse("console:reviews-export"),
        export_permission="reviews.edit",
        empty={
            "title": _("No reviews yet"),
            "text": _("Who has received something can review it on its page and on the page of the order."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="reviews",
        search=_("Words, product or name"),
        sort="-written",
        columns=[
            Column("product", _("Product"), fixed=True, wide=True),
            Column("rating", _("Stars"), kind="number", sort=True),
            Column("text", _("What was said"), wide=True),
            Column("mood", _("How it sounds"), kind="badge"),
            Column("state", _("State"), kind="badge"),
            Column("answered", _("Answer")),
            Column("written", _("Written"), kind="ago", sort=True),
        ],
        filters=[
            Filter("state", _("State"), choices=[(key, str(name)) for key, (_colour, name) in STATES.items()]),
            Filter("stars", _("Stars"), choices=[(str(n), str(n)) for n in reviews.STARS]),
            Filter("answer", _("Answer"), choices=[("yes", _("Answered")), ("no", _("Not answered"))]),
        ],
        views=[
            View("", _("All")),
            View("waiting", _("To be looked at"), query="state=waiting"),
            View("low", _("One or two stars"), query="stars=1,2"),
        ],
    )


def matching(state: lists.ListState) -> QuerySet[Any]:
    """Give what the list shows."""
    found = reviews.all_reviews()
    if states := state.values.get("state"):
        found = found.filter(state__in=states)
    if stars := [int(one) for one in state.values.get("stars", ()) if one in "12345"]:
        found = found.filter(rating__in=stars)
    if len(answer := state.values.get("answer", ())) == 1:
        found = found.exclude(answer="") if answer == ("yes",) else found.filter(answer="")
    if state.q:
        words = Q(text__icontains=state.q) | Q(name__icontains=state.q)
        found = found.filter(words | Q(product__name__icontains=state.q) | Q(product__code__iexact=state.q))
    return found


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: one read, however many rows."""
    found = reviews.all_reviews().in_bulk(list(keys))
    return [_row(found[key]) for key in keys if key in found]


def _row(row: Review) -> lists.Row:
    colour, name = STATES[row.state]
    mood_colour, mood = MOODS[read(row.text).mood]
    text = row.text if len(row.text) <= _LONGEST else f"{row.text[:_LONGEST]}…"
    return lists.Row(
        id=str(row.pk),
        href=reverse("console:review", args=[row.pk]),
        label=str(row.product),
        cells={
            "product": str(row.product), "rating": row.rating, "text": text, "mood": (mood_colour, str(mood)) if row.text else None, "state": (colour, str(name)),
            "answered": _("Answered") if row.answer else "", "written": row.written_at,
        },
    )  # fmt: skip

# SPDX-License-Identifier: Apache-2.0
"""セグメント一覧: its columns, filters and views, and how a row reads."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight import queries as insight
from omotenashi.web.console.figures import writing
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.console.segments import rights, words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View
from omotenashi.web.ui.tags.formats import signed

SORTS = {"size": "size", "made": "made_at", "name": "name"}
RECENT = timedelta(days=30)


def listing(*, now: datetime, who: Any) -> Listing:
    """Describe the list as of a moment."""
    return Listing(
        spec=spec(),
        parts=lambda state: [
            Part(matching(state, who), SORTS[state.sort_key], down=state.descending, key_down=state.descending)
        ],
        matching=lambda state: matching(state, who),
        rows=partial(rows, now=now, who=who),
        noun=_("segments"),
        export=reverse("console:segments-export"),
        export_permission="customers.export",
        empty={
            "title": _("No segments yet"),
            "text": _(
                "Open an analysis, click a number of people, and press “Make a segment”: the list stays up to date."
            ),
            "action": _("Open the analyses"),
            "href": reverse("console:figures"),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="segments",
        search=_("Name of a segment, or who made it"),
        sort="-made",
        columns=[
            Column("name", _("Name"), sort=True, fixed=True, wide=True),
            Column("meaning", _("Who is in it")),
            Column("size", pgettext("segment", "People"), kind="number", sort=True),
            Column("moved", _("In 30 days")),
            Column("state", _("State"), kind="badge"),
            Column("by", _("Made by")),
            Column("made", _("Made"), kind="ago", sort=True),
            Column("computed", _("Up to date as of"), kind="ago", shown=False),
        ],
        filters=[
            Filter("state", _("State"), choices=[(key, str(name)) for key, (_colour, name) in words.STATES.items()]),
            Filter("mine", _("Made by"), choices=[("yes", _("Me"))]),
        ],
        views=[
            View("", _("All in use")),
            View("live", _("Follow the record"), query="state=live"),
            View("fixed", _("Fixed"), query="state=fixed&state=frozen"),
            View("mine", _("Made by me"), query="mine=yes"),
            View("archived", _("Archived"), query="state=archived"),
        ],
    )


def matching(state: lists.ListState, who: Any) -> QuerySet[Any]:
    """Give what the list shows; archived ones only when they are asked for."""
    found = audience.all_segments()
    if state.q:
        found = found.filter(Q(name__icontains=state.q) | Q(made_by__name__icontains=state.q))
    if state.values.get("mine"):
        found = found.filter(made_by_id=who.pk)
    asked = state.values.get("state", ())
    if not asked:
        return found.filter(archived_at=None)
    kept = Q(pk=None)
    for key in asked:
        kept |= _STATES.get(key, Q(pk=None))
    return found.filter(kept, versions__number=F("version"))


_OPEN = Q(archived_at=None)
_LIVE = _OPEN & Q(frozen_at=None, versions__definition__is__in=audience.LIVE)
_STATES = {
    "live": _LIVE & Q(failed_at=None),
    "failed": _LIVE & ~Q(failed_at=None),
    "frozen": _OPEN & ~Q(frozen_at=None) & Q(versions__definition__is__in=audience.LIVE),
    "fixed": _OPEN & Q(versions__definition__contains={"is": audience.MANUAL}),
    "archived": ~Q(archived_at=None),
}


def rows(keys: Sequence[UUID], *, now: datetime, who: Any) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    found = audience.all_segments().in_bulk(list(keys))
    definitions = audience.definitions_of(list(found.values()))
    today, names = insight.day_of_asking(now=now), writing.names()
    moved = audience.moved_since(now - RECENT, list(keys))
    return [
        _row(
            found[key], definitions[key], words.meaning(definitions[key], today=today, names=names), moved.get(key), who
        )
        for key in keys
        if key in found
    ]


def _row(
    segment: Segment, definition: audience.Definition, meaning: words.Meaning, moved: tuple[int, int] | None, who: Any
) -> lists.Row:
    colour, name = words.STATES[words.state_of(segment, definition)]
    came, gone = moved or (0, 0)
    changed = f"{signed(came)} / {signed(-gone)}" if came or gone else ""
    return lists.Row(
        id=str(segment.pk),
        href=reverse("console:segment", args=[segment.pk]),
        label=segment.name,
        cells={
            "name": segment.name, "meaning": meaning.short, "size": None if rights.hides(who, segment.size) else segment.size, "moved": changed,
            "state": (colour, str(name)), "by": segment.made_by.name if segment.made_by else "", "made": segment.made_at,
            "computed": segment.computed_at,
        },
    )  # fmt: skip

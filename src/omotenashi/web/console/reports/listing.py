# SPDX-License-Identifier: Apache-2.0
"""保存した分析: the list, its columns and filters."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.engagement.reports import queries as reports
from omotenashi.engagement.reports.models import Pin, Report, Schedule
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.console.reports import opening
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

SORTS = {"name": "name", "made": "made_at"}


def listing(*, who: Any) -> Listing:
    """Describe the list of what somebody sees."""
    return Listing(
        spec=spec(),
        parts=lambda state: [
            Part(matching(state, who), SORTS[state.sort_key], down=state.descending, key_down=state.descending)
        ],
        matching=lambda state: matching(state, who),
        rows=partial(rows, who=who),
        noun=_("saved analyses"),
        export=reverse("console:reports-export"),
        export_permission="measures.export",
        empty={
            "title": _("No saved analyses yet"),
            "text": _(
                "Open an analysis, set its conditions, and press “Save”: it stands here, on your home page or in your mail."
            ),
            "action": _("Open the analyses"),
            "href": reverse("console:figures"),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="reports",
        search=_("Name of a saved analysis"),
        sort="-made",
        columns=[
            Column("name", _("Name"), sort=True, fixed=True, wide=True),
            Column("measure", _("Analysis")),
            Column("seen", _("Who sees it"), kind="badge"),
            Column("pinned", _("On my home page")),
            Column("next", _("Next mail to me"), kind="moment"),
            Column("owner", _("Saved by")),
            Column("made", _("Saved on"), kind="ago", sort=True),
        ],
        filters=[
            Filter("mine", _("Saved by"), choices=[("yes", _("Me")), ("no", _("Others"))]),
            Filter("has", _("With"), choices=[("pin", _("On my home page")), ("mail", _("Mail to me"))]),
            Filter("archived", _("Archived"), choices=[("yes", _("Yes"))]),
        ],
        views=[
            View("", _("All in use")),
            View("mine", _("Mine"), query="mine=yes"),
            View("shared", _("Shared with me"), query="mine=no"),
            View("mail", _("By mail"), query="has=mail"),
            View("archived", _("Archived"), query="archived=yes"),
        ],
    )


def matching(state: lists.ListState, who: Any) -> QuerySet[Any]:
    """Give what the list shows."""
    found = reports.seen_by(who).filter(archived_at__isnull=not state.values.get("archived"))
    if state.q:
        found = found.filter(Q(name__icontains=state.q) | Q(measure__icontains=state.q))
    if len(mine := state.values.get("mine", ())) == 1:
        found = found.filter(owner_id=who.pk) if mine == ("yes",) else found.exclude(owner_id=who.pk)
    has = state.values.get("has", ())
    if "pin" in has:
        found = found.filter(Exists(Pin.objects.filter(report_id=OuterRef("pk"), staff_id=who.pk)))
    if "mail" in has:
        mine_only = Schedule.objects.filter(report_id=OuterRef("pk"), staff_id=who.pk, ended_at=None)
        found = found.filter(Exists(mine_only))
    return found


def rows(keys: Sequence[UUID], *, who: Any) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    found = reports.seen_by(who).in_bulk(list(keys))
    pinned = reports.pins_among(who, keys)
    due = {
        one.report_id: one.next_at for one in reports.schedules_of(keys) if one.staff_id == who.pk and not one.paused_at
    }
    return [_row(found[key], is_pinned=key in pinned, next_at=due.get(key)) for key in keys if key in found]


def _row(report: Report, *, is_pinned: bool, next_at: Any) -> lists.Row:
    seen = ("info", _("Shared")) if report.roles else ("quiet", _("Only the owner"))
    return lists.Row(
        id=str(report.pk),
        href=reverse("console:report", args=[report.pk]),
        label=report.name,
        cells={
            "name": report.name, "measure": opening.title_of(report), "seen": seen, "next": next_at,
            "pinned": _("Pinned") if is_pinned else "", "owner": report.owner.name, "made": report.made_at,
        },
    )  # fmt: skip

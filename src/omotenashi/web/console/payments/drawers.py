# SPDX-License-Identifier: Apache-2.0
"""精算: every till between two counts, its difference, and the slip of each."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.payments.models import Shift
from omotenashi.places.locations.queries import location_names
from omotenashi.web.console import finding
from omotenashi.web.console.listing import Listing
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View


def listing(*, zone: ZoneInfo, only: UUID | None) -> Listing:
    """Describe the list; `only` is the shop of somebody who sees no other."""
    finder = Finder(zone, only)
    return Listing(
        spec=spec(is_office=only is None),
        parts=finder.parts,
        matching=finder.matching,
        rows=rows,
        noun=_("shifts"),
        export=reverse("console:drawers-export"),
        export_permission="drawers.view",
        empty={
            "title": _("No till was opened yet"),
            "text": _(
                "A till is opened with a count and closed with a count; each such shift stands here with its slip."
            ),
        },
    )


def spec(*, is_office: bool) -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    shops = [Filter("location", _("Shop"), choices=list(location_names().items()))] if is_office else []
    return lists.ListSpec(
        name="drawers",
        sort="-opened",
        columns=[
            Column("till", _("Till"), fixed=True),
            Column("location", _("Shop"), wide=True),
            Column("opened", _("Opened"), kind="moment", sort=True),
            Column("closed", _("Closing"), kind="moment"),
            Column("by", _("Closed by")),
            Column("expected", _("Expected"), kind="money"),
            Column("counted", _("Counted cash"), kind="money"),
            Column("difference", _("Difference"), kind="money"),
            Column("state", _("State"), kind="badge"),
        ],
        filters=[
            *shops,
            Filter(
                "state",
                _("State"),
                choices=[("open", _("Till open")), ("closed", _("Closing")), ("off", _("With a difference"))],
            ),
            Filter("opened", _("Opened"), kind="day"),
        ],
        views=[
            View("", _("All")),
            View("open", _("Till open"), query="state=open"),
            View("off", _("With a difference"), query="state=off"),
        ],
    )


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = {"opened": "opened_at"}

    def __init__(self, zone: ZoneInfo, only: UUID | None) -> None:
        super().__init__(zone)
        self.only = only

    @cached_property
    def found(self) -> QuerySet[Shift]:
        """Shifts that match."""
        state, found = self.state, Shift.objects.all()
        if self.only is not None:
            found = found.filter(location_id=self.only)
        if places := state.values.get("location"):
            found = found.filter(location__code__in=places)
        match state.values.get("state", ()):
            case ("open",):
                found = found.filter(closed_at=None)
            case ("closed",):
                found = found.exclude(closed_at=None)
            case ("off",):
                found = found.exclude(closed_at=None).exclude(difference=0)
        return found.filter(**self.days("opened", "opened_at"))


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: one read, however many rows."""
    found = Shift.objects.select_related("location", "closed_by").in_bulk(list(keys))
    return [_row(found[key]) for key in keys if key in found]


def state_of(shift: Shift) -> tuple[str, str]:
    """Give colour and name of a shift's state."""
    if shift.closed_at is None:
        return "info", _("Till open")
    if not shift.difference:
        return "good", _("To the yen")
    return "warn", _("Too much") if shift.difference > 0 else _("Too little")


def _row(shift: Shift) -> lists.Row:
    closed = shift.closed_at is not None
    return lists.Row(
        id=str(shift.pk),
        href=reverse("console:drawer", args=[shift.pk]),
        label=f"{shift.terminal} {shift.number}",
        cells={
            "till": f"{shift.terminal} · {shift.number}",
            "location": shift.location.name,
            "opened": shift.opened_at,
            "closed": shift.closed_at,
            "by": shift.closed_by.name if shift.closed_by else "",
            "expected": (shift.expected_amount, shift.currency) if closed else None,
            "counted": (shift.counted_amount, shift.currency) if closed else None,
            "difference": (shift.difference, shift.currency) if closed else None,
            "state": state_of(shift),
        },
    )

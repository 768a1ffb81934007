# SPDX-License-Identifier: Apache-2.0
"""The shares behind a credit: which sale, who, what they did for it, how much of it; and what came back."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.orders.models import Attribution
from omotenashi.commerce.orders.queries.credits import ADVISED, SENT, SOLD, with_part
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import channel_names
from omotenashi.web.console import finding
from omotenashi.web.console.credits.parties import NOBODY
from omotenashi.web.console.listing import Listing
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View


def listing(*, zone: ZoneInfo, place: UUID | None) -> Listing:
    """Describe the list; `place` is the shop of somebody who sees no other."""
    finder = Finder(zone, place)
    return Listing(
        spec=_spec(is_office=place is None), parts=finder.parts, matching=finder.matching, rows=_rows, noun=_("shares"),
        export=reverse("console:credits-shares-export"), export_permission="credits.export",
        empty={
            "title": _("No shares in these days"),
            "text": _("Each sale of a till, and each order begun in a shop, is shared out here among those who had a part in it."),
        },
    )  # fmt: skip


def part_names() -> dict[str, str]:
    """Give what somebody does for a sale, in words."""
    return {SOLD: _("Sold"), ADVISED: _("Advised"), SENT: _("Sent")}


def _spec(*, is_office: bool) -> lists.ListSpec:
    staff = [
        (NOBODY, _("Nobody by name")),
        *((str(key), name) for key, name in Staff.objects.values_list("pk", "name")),
    ]
    shops = [(str(key), name) for key, name in Location.objects.values_list("pk", "name")]
    return lists.ListSpec(
        name="credits", search=_("Order number"), sort="-at",
        columns=[
            Column("order", _("Order"), fixed=True), Column("at", _("When"), kind="moment", sort=True),
            Column("who", _("Who"), wide=True), Column("shop", _("Shop")),
            Column("part", _("Part"), kind="badge"), Column("share", _("Share"), kind="percent"),
            Column("amount", _("Credited"), kind="money"), Column("channel", _("Channel"), kind="channel", shown=False),
        ],
        filters=[
            Filter("at", _("Days"), kind="day"), Filter("staff", _("Staff"), choices=staff),
            *([Filter("location", _("Shop"), choices=shops)] if is_office else []),
            Filter("part", _("Part"), choices=list(part_names().items())),
            Filter("kind", _("Kind"), choices=[("given", _("Credited")), ("back", _("Given back by customers"))]),
            Filter("channel", _("Channel"), choices=list(channel_names().items())),
        ],
        views=[
            View("", _("All")), View("helped", _("Helped along"), query=f"part={ADVISED}&part={SENT}"),
            View("back", _("Given back by customers"), query="kind=back"),
        ],
    )  # fmt: skip


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = {"at": "at"}

    def __init__(self, zone: ZoneInfo, place: UUID | None) -> None:
        super().__init__(zone)
        self.place = place

    @cached_property
    def found(self) -> QuerySet[Attribution]:
        """Shares that match."""
        state, found = self.state, with_part(Attribution.objects.all())
        if self.place is not None:
            found = found.filter(location_id=self.place)
        if state.q:
            found = found.filter(order__number__iexact=state.q)
        if people := state.values.get("staff"):
            found = found.filter(staff_id__in=_ids(people)) if NOBODY not in people else found.filter(staff=None)
        if places := state.values.get("location"):
            found = found.filter(location_id__in=_ids(places))
        if parts := state.values.get("part"):
            found = found.filter(part__in=parts)  # type: ignore[misc]  # an annotation of with_part
        match state.values.get("kind", ()):
            case ("back",):
                found = found.exclude(reverses=None).exclude(evidence__has_key=Attribution.PASSED_ON)
            case ("given",):
                found = found.filter(Q(reverses=None) | Q(evidence__has_key=Attribution.PASSED_ON))
        if channels := state.values.get("channel"):
            found = found.filter(order__channel_id__in=channels)
        return found.filter(**self.days("at", "at"))


def _ids(said: Sequence[str]) -> list[UUID]:
    found = []
    for one in said:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


def _rows(keys: Sequence[UUID]) -> list[lists.Row]:
    names = part_names()
    found = with_part(Attribution.objects.select_related("order", "staff", "location")).in_bulk(list(keys))
    return [_row(found[key], names) for key in keys if key in found]


def _row(one: Attribution, names: dict[str, str]) -> lists.Row:
    part = str(getattr(one, "part", SOLD))
    came_back, passed = one.reverses_id is not None, Attribution.PASSED_ON in one.evidence
    return lists.Row(
        id=str(one.pk), label=one.order.number, href=reverse("console:order", args=[one.order_id]),
        cells={
            "order": one.order.number, "at": one.at,
            "who": one.staff.name if one.staff else _("Nobody by name"), "shop": one.location.name if one.location else "",
            "part": ("quiet", _("%(part)s: passed on") % {"part": names.get(part, part)})
            if passed else ("warn", _("%(part)s: came back") % {"part": names.get(part, part)})
            if came_back else ("info" if part != SOLD else "quiet", names.get(part, part)),
            "share": one.share / 10_000, "amount": (one.amount, one.order.currency), "channel": one.order.channel_id,
        },
    )  # fmt: skip

# SPDX-License-Identifier: Apache-2.0
"""The people in a segment as a list with their figures, and as a file."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.models import Membership
from omotenashi.insight.models import Prediction, Score
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Profile
from omotenashi.web.console.customers.listing import RANK_STATES, label, shown_phone
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column

SORTS = {"total": "sales", "orders": "orders", "last": "last_day"}


def listing(segment_id: UUID, *, currency: str, sight: Sight) -> Listing:
    """Describe the list of one segment."""
    finder = Finder(segment_id)
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=partial(rows, segment_id=segment_id, currency=currency, sight=sight),
        noun=_("people"),
        export=reverse("console:segment-members-export", args=[segment_id]),
        export_permission="customers.export",
        empty={
            "title": _("Nobody is in it now"),
            "text": _("As soon as the record has somebody who fits, they appear here by themselves."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show and sort."""
    return lists.ListSpec(
        name="members",
        search=_("Name, kana, phone, mail, member number"),
        sort="-total",
        columns=[
            Column("name", _("Name"), fixed=True, wide=True),
            Column("rank", _("RFM rank"), kind="badge"),
            Column("total", _("LTV to date"), kind="money", sort=True),
            Column("value", _("Next 12 months"), kind="money"),
            Column("orders", _("Orders"), kind="number", sort=True),
            Column("last", _("Last order"), kind="day", sort=True),
            Column("entered", _("Came in"), kind="day", sort=True),
            Column("member_no", _("Member number"), shown=False),
            Column("email", _("Mail address"), shown=False),
            Column("phone", _("Phone number"), shown=False),
        ],
    )


class Finder:
    """Members in the order of a figure, and then those without one; or in the order in which they came."""

    state: lists.ListState

    def __init__(self, segment_id: UUID) -> None:
        """Find in one segment."""
        self.segment_id = segment_id

    def parts(self, state: lists.ListState) -> list[Part]:
        """Give the rows in their order."""
        self.state = state
        down = state.descending
        if state.sort_key not in SORTS:
            return [Part(self.members, "entered_at", key="person_id", down=down, key_down=down)]
        scores = Score.objects.filter(person_id__in=self.members.values("person_id"))
        unscored = self.members.filter(~Exists(Score.objects.filter(person_id=OuterRef("person_id"))))
        return [
            Part(scores, SORTS[state.sort_key], key="person_id", down=down, key_down=not down),
            Part(unscored, "person_id", key="person_id"),
        ]

    def matching(self, state: lists.ListState) -> QuerySet[Any]:
        """Give everybody who matches."""
        self.state = state
        return self.members

    @cached_property
    def members(self) -> QuerySet[Membership]:
        """Who is in it and matches the search."""
        found = audience.members_of(self.segment_id)
        if self.state.q:
            found = found.filter(person_id__in=customers.search_profiles(self.state.q).values("person_id"))
        return found


def rows(keys: Sequence[UUID], *, segment_id: UUID, currency: str, sight: Sight) -> list[lists.Row]:
    """Give the lines of one page: four reads, however many rows."""
    profiles, scores = Profile.objects.in_bulk(list(keys)), Score.objects.in_bulk(list(keys))
    values = dict(Prediction.objects.filter(pk__in=keys).values_list("pk", "value"))
    entered = dict(audience.members_of(segment_id).filter(person_id__in=keys).values_list("person_id", "entered_at"))
    found = []
    for key in keys:
        if (profile := profiles.get(key)) is None:
            continue
        name, score = label(profile, sight), scores.get(key)
        cells: dict[str, object] = {
            "name": name, "entered": entered.get(key), "member_no": profile.member_no,
            "email": sight.field("email", profile.email), "phone": shown_phone(profile, sight),
            "value": (values[key], currency) if key in values else None,
        }  # fmt: skip
        if score:
            rank = (RANK_STATES.get(score.rank, "quiet"), score.rank) if score.rank else None
            cells |= {"rank": rank, "total": (score.sales, currency), "orders": score.orders, "last": score.last_day}
        found.append(lists.Row(id=str(key), href=reverse("console:customer", args=[key]), label=name, cells=cells))
    return found

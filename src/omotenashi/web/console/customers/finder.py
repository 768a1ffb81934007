# SPDX-License-Identifier: Apache-2.0
"""Where the rows of 顧客一覧 come from.

A list sorted by a figure reads the scores along their index and then the people without a score; a list sorted by
a fact about the person reads the profiles. Both stay fast at any size because a narrow search names its people first.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from omotenashi.commerce.orders.models import OrderLine
from omotenashi.insight.models import Score
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import FieldValue, NodePerson, Profile
from omotenashi.web.console.paging import Part, narrowed
from omotenashi.web.console.reading import day, whole
from omotenashi.web.ui import lists

FIELDS = frozenset(
    {"name", "kana", "birth_date", "gender", "postal_code", "prefecture", "city", "address", "rank", "zone",
     "email", "phone", "member_no"}
)  # fmt: skip
SCORE_SORTS = {"total": "sales", "year": "sales_year", "last": "last_day", "first": "first_day", "orders": "orders"}


class Finder:
    """The conditions of one state as querysets, built once."""

    state: lists.ListState

    def parts(self, state: lists.ListState) -> list[Part]:
        """Give the rows in their order: a chain of parts."""
        self.state = state
        down, sort = state.descending, state.sort_key
        if sort in SCORE_SORTS:
            scored = Part(self.scores, SCORE_SORTS[sort], key="person_id", down=down, key_down=not down)
            rest = Part(self.unscored, "person_id", key="person_id")
            return [part for part, wanted in ((scored, self.wants_bought), (rest, self.wants_others)) if wanted]
        if sort == "kana":
            named = Part(self.people.exclude(kana=""), "kana", key="person_id", down=down, key_down=down)
            return [named, Part(self.people.filter(kana=""), "person_id", key="person_id")]
        return [Part(self.people, "registered_at", key="person_id", down=down, key_down=not down)]

    def matching(self, state: lists.ListState) -> QuerySet[Any]:
        """Give everybody who matches, in no order."""
        self.state = state
        return self.people

    @cached_property
    def wants_bought(self) -> bool:
        """Say whether people who bought are wanted."""
        return self.state.values.get("bought", ()) != ("no",)

    @cached_property
    def wants_others(self) -> bool:
        """Say whether people without a figure are wanted: not when a figure is asked for."""
        return self.state.values.get("bought", ()) != ("yes",) and not self.figures_asked

    @cached_property
    def people(self) -> QuerySet[Profile]:
        """Everybody who matches."""
        found = self.profiles
        if not self.wants_bought:
            return found.filter(~_scored())
        return found if self.wants_others else found.filter(person_id__in=self.figures.values("person_id"))

    @cached_property
    def scores(self) -> QuerySet[Score]:
        """Scores of everybody who matches; a score whose person has become another one is left out."""
        return self.figures.filter(person_id__in=self.profiles.values("person_id"))

    @cached_property
    def unscored(self) -> QuerySet[Profile]:
        """Everybody who matches and has no figures."""
        return self.profiles.filter(~_scored())

    @cached_property
    def profiles(self) -> QuerySet[Profile]:
        """Who matches by what is known about the person."""
        found, asked = _known_of(self.state)
        return found if not asked else narrowed(found, key="person_id")

    @cached_property
    def figures_asked(self) -> bool:
        """Say whether a condition is about figures."""
        keys = {"rfm", "channel", "last_from", "last_to", "first_from", "first_to"}
        return bool(
            (keys | {f"{key}_{end}" for key in ("total", "orders") for end in ("from", "to")}) & set(self.state.values)
        )

    @cached_property
    def figures(self) -> QuerySet[Score]:
        """Scores by what is asked about figures."""
        state, found = self.state, Score.objects.all()
        if ranks := state.values.get("rfm"):
            found = found.filter(rank__in=ranks)
        if channels := state.values.get("channel"):
            found = found.filter(channels__contains=list(channels))
        bounds: Mapping[str, object] = {
            "last_day__gte": day(state.value("last_from")),
            "last_day__lte": day(state.value("last_to")),
            "first_day__gte": day(state.value("first_from")),
            "first_day__lte": day(state.value("first_to")),
            "sales__gte": whole(state.value("total_from")),
            "sales__lte": whole(state.value("total_to")),
            "orders__gte": whole(state.value("orders_from")),
            "orders__lte": whole(state.value("orders_to")),
        }
        return found.filter(**{name: value for name, value in bounds.items() if value is not None})


def _known_of(state: lists.ListState) -> tuple[QuerySet[Profile], bool]:
    found = customers.search_profiles(state.q)
    if tiers := state.values.get("tier"):
        found = found.filter(rank__in=tiers)
    if places := state.values.get("prefecture"):
        found = found.filter(prefecture__in=places)
    if len(mail := state.values.get("mail", ())) == 1:
        agreed = Profile.objects.filter(person_id__in=_mail_agreed())
        found = (
            found.filter(person_id__in=agreed.values("person_id")) if mail == ("yes",) else found.exclude(pk__in=agreed)
        )
    if told := state.value("told"):
        found = found.filter(person_id__in=_told(told))
    for asked, lacks in (("has", False), ("lacks", True)):
        if (name := state.value(asked)) in FIELDS:
            empty = Q(birth_date=None) if name == "birth_date" else Q(**{name: ""})
            found = found.filter(empty if lacks else ~empty)
    if product := state.value("product"):
        found = found.filter(person_id__in=_buyers(product))
    return found, bool(state.q or {"tier", "prefecture", "mail", "product", "told", "has", "lacks"} & set(state.values))


def _scored() -> Exists:
    return Exists(Score.objects.filter(person_id=OuterRef("person_id")))


def _mail_agreed() -> QuerySet[Any, Any]:
    agreed = NodePerson.objects.filter(
        node__contactpoint__channel="email",
        node__contactpoint__consent_states__purpose_id="marketing",
        node__contactpoint__consent_states__state="granted",
    )
    return agreed.values("person_id")


def _told(what: str) -> QuerySet[Any, Any]:
    """Everybody of whom a source told a field: `till:kana`."""
    source, _colon, name = what.rpartition(":")
    values = FieldValue.objects.filter(source=source, field=name, retracted_at=None)
    return NodePerson.objects.filter(node_id__in=values.values("node_id")).values("person_id")


def _buyers(product: str) -> QuerySet[Any, Any]:
    lines = OrderLine.objects.filter(variant__product__code=product, order__cancelled_at=None)
    return NodePerson.objects.filter(node_id__in=lines.values("order__node_id")).values("person_id")

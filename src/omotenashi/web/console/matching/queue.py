# SPDX-License-Identifier: Apache-2.0
"""Which pairs wait, in which order, and which of them is looked at now."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import LinkSuggestion, Profile
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight

SORTS: dict[str, str | Promise] = {
    "sure": lazy("Surest first"),
    "new": lazy("Newest first"),
    "unsure": lazy("Least sure first"),
}
_ORDERS = {"sure": ("-weight", "id"), "new": ("-proposed_at", "id"), "unsure": ("weight", "id")}
LEASTS = ("0.9", "0.95", "0.99", "0.999")
SHOWN = 100


@dataclass(frozen=True)
class State:
    """What the reader chose."""

    q: str
    least: str
    sort: str
    pair: UUID | None

    @classmethod
    def read(cls, query: QueryDict) -> "State":
        """From an address or a form; what is unknown is left out."""
        least, sort = query.get("least", ""), query.get("sort", "")
        try:
            pair = UUID(query.get("pair", ""))
        except ValueError:
            pair = None
        q = query.get("q", "").replace("\x00", "").strip()[:100]
        return cls(q, least if least in LEASTS else "", sort if sort in _ORDERS else "sure", pair)

    def url(self, pair: UUID | None = None) -> str:
        """Give the query of the same queue at another pair."""
        values = {
            "q": self.q,
            "least": self.least,
            "sort": "" if self.sort == "sure" else self.sort,
            "pair": pair or "",
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Row:
    """One pair as the queue shows it."""

    id: UUID
    names: tuple[str, str]
    probability: float
    href: str
    here: bool
    waiting: bool
    later: bool


def pairs(state: State) -> list[LinkSuggestion]:
    """Give the open pairs that match, those put off last."""
    found = LinkSuggestion.objects.filter(state="open")
    if state.least:
        found = found.filter(probability__gte=float(state.least))
    if state.q:
        people = customers.search_profiles(state.q).values("pk")
        found = found.filter(a_id__in=people) | found.filter(b_id__in=people)
    return list(found.order_by("later_at", *_ORDERS[state.sort])[:SHOWN]) if state.sort else list(found)


def rows(found: Sequence[LinkSuggestion], state: State, *, here: UUID | None, sight: Sight) -> list[Row]:
    """Give the queue with the names of both."""
    people = profiles(found)
    return [
        Row(
            id=one.pk,
            names=tuple(label(people[key], sight) if key in people else "—" for key in (one.a_id, one.b_id)),  # type: ignore[arg-type]  # two of them
            probability=min(one.probability, 0.9999),
            href=state.url(one.pk),
            here=one.pk == here,
            waiting=bool(one.seconded_by),
            later=one.later_at is not None,
        )
        for one in found
    ]


def profiles(found: Sequence[LinkSuggestion]) -> dict[UUID, Profile]:
    """Give the profile behind each end of some pairs, by its node."""
    persons = customers.persons_of(key for one in found for key in (one.a_id, one.b_id))
    known = {one.pk: one for one in Profile.objects.filter(pk__in=set(persons.values()))}
    return {node: known[person] for node, person in persons.items() if person in known}

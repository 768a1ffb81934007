# SPDX-License-Identifier: Apache-2.0
"""The board as a page shows it: lanes of cards, each with its clock, its buyer and its next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict

from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.people.customers.models import Profile
from omotenashi.places.locations.models import Location
from omotenashi.web.console.buyers import buyers_of
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.fulfilment import doing, words
from omotenashi.web.console.places import may_at, own_place, serving


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One task; `step` is what comes next and `name` its word, empty where it needs more than a press."""

    task: queries.Task
    kind: str
    who: str
    colour: str
    is_timed: bool
    step: str
    name: str
    key: str
    may: str

    @property
    def pieces(self) -> int:
        """How many pieces in all."""
        return sum(piece.quantity for piece in self.task.pieces)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """A column of the board; `more` cards are not shown, `together` is what may be done with several at once."""

    state: str
    name: str
    count: int
    late: int
    cards: list[Card]
    together: str
    more: int


def context_of(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """Give what the page needs: the lanes, the places one may choose, and what nobody could serve."""
    chosen = chosen_place(request)
    sought = _sought(request.GET, chosen)
    found = queries.lanes(sought, now=now)
    buyers = buyers_of(task.node_id for lane in found for task in lane.tasks if task.node_id)
    unserved = queries.unserved()
    if chosen:
        unserved = unserved.filter(location=chosen)
    return {
        "lanes": [_lane(one, request.user, buyers) for one in found],
        "places": serving(),
        "chosen": chosen,
        "kinds": words.KINDS.items(),
        "kind": request.GET.get("kind", ""),
        "q": sought.number,
        "late": sought.is_late,
        "at": now,
        "unserved": [_unserved(one, request.user) for one in unserved[:20]],
        "total": sum(lane.count for lane in found),
    }


def chosen_place(request: HttpRequest) -> Location | None:
    """Give the place that is looked at: the one that was chosen, else one's own, else all (None)."""
    asked = request.GET.get("place")
    if asked is None:
        own = own_place(request.user)
        return Location.objects.filter(pk=own).first() if own else None
    return Location.objects.filter(code=asked).first() if asked else None


def _sought(said: QueryDict, chosen: Location | None) -> queries.Sought:
    kind = said.get("kind", "")
    return queries.Sought(
        location_ids=[chosen.pk] if chosen else [],
        kinds=[kind] if kind in words.KINDS else [],
        is_late=bool(said.get("late")),
        number=said.get("q", "").strip().upper(),
    )


def _lane(one: queries.Lane, person: Any, buyers: Mapping[UUID, Profile]) -> Lane:
    cards = [_card(task, person, buyers) for task in one.tasks]
    together = next((card.step for card in cards if card.step in doing.TOGETHER), "")
    return Lane(
        state=one.state, name=words.said(words.LANES, one.state), count=one.count, late=one.late, cards=cards,
        together=together, more=max(0, one.count - len(cards)),
    )  # fmt: skip


def _card(task: queries.Task, person: Any, buyers: Mapping[UUID, Profile]) -> Card:
    buyer = buyers.get(task.node_id) if task.node_id else None
    step = doing.forward(task.kind, task.state)
    # A parcel needs its carrier, so that step is done in the drawer; goods on their way are the destination's.
    is_mine = bool(step) and step != "shipped" and may_at(person, doing.needed(step), *_places(task))
    timed = task.state in ("planned", "accepted", "picking", "packed")
    return Card(
        task=task, kind=words.said(words.KINDS, task.kind), who=label(buyer) if buyer else "",
        colour=words.CLOCKS[task.clock][0] if timed else "quiet", is_timed=timed, step=step if is_mine else "",
        name=words.said(words.STEPS, step) if is_mine else "", key=str(new_id()), may=" ".join(task.may),
    )  # fmt: skip


def _places(task: queries.Task) -> tuple[UUID | None, ...]:
    return (task.destination_id,) if task.state == "shipped" else (task.location_id,)


def _unserved(one: Fulfilment, person: Any) -> tuple[Fulfilment, bool, str]:
    return one, may_at(person, "fulfilment.settle", one.location_id), str(new_id())

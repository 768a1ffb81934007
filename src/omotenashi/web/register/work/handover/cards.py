# SPDX-License-Identifier: Apache-2.0
"""The board of a shop: one card a task, in lanes, what is due first first. A handful of reads, however many cards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine, TryOnHold
from omotenashi.commerce.fulfilment.queries import Piece, Task
from omotenashi.commerce.orders.models import Contact
from omotenashi.places.locations.models import Location
from omotenashi.web.register.work import words

LANES: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "new": (_("New"), _("New orders for this shop stand here with the time that is left.")),
    "work": (_("In work"), _("What you accepted stands here until it is packed and laid ready or sent.")),
    "waiting": (_("Waiting for customers"), _("What is laid ready waits here for the customer.")),
    "coming": (_("Arriving"), _("Goods on their way here for customers of this shop.")),
}
_LANE: Final = {
    "planned": "new", "requested": "new", "accepted": "work", "picking": "work", "packed": "work", "confirmed": "work",
    "ready": "waiting", "visited": "waiting", "no_show": "waiting", "shipped": "coming",
}  # fmt: skip
# The next step: a form that is sent at once (its address and words), or a page to go to.
_STEPS: Final[dict[str, tuple[str, str | Promise]]] = {
    "planned": ("acceptance", _("Accept")),
    "accepted": ("picking", _("Start picking")),
    "no_show": ("shelf", _("Back on the shelf")),
}
_PAGES: Final[dict[str, str | Promise]] = {
    "picking": _("Go on picking"), "packed": _("Send off"), "ready": _("Hand over"), "shipped": _("Take in"),
}  # fmt: skip
_TRY_ON: Final[dict[str, tuple[str, str | Promise]]] = {
    "requested": ("confirmation", _("They are here")),
    "confirmed": ("ready", _("Laid aside")),
    "ready": ("visit", _("Customer is here")),
}
PASSED_ON: Final = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One card. `step` is the address to send the next step to, empty where the card's page has it."""

    id: str
    lane: str
    kind: str
    kind_name: str
    state: str
    state_name: str
    number: str
    who: str
    towards: str
    clock: str
    left: str
    due: datetime
    pieces: tuple[Piece, ...]
    href: str
    step: str
    label: str

    @property
    def count(self) -> int:
        """How many pieces."""
        return sum(piece.quantity for piece in self.pieces)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """One lane of the board."""

    name: str
    title: str
    text: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PassedOn:
    """What this shop could not do: where it went, or that nobody has it."""

    number: str
    pieces: int
    to: tuple[str, ...]
    missing: int
    at: datetime | None


def lanes(shop: Location, *, now: datetime) -> list[Lane]:
    """Give the lanes with their cards."""
    tasks = [*fulfilment.board(shop.pk, now=now), *fulfilment.arriving(shop.pk, now=now), *_left_behind(shop)]
    names = names_of(task.order_id for task in tasks)
    cards = [_card(task, names.get(task.order_id, ""), now=now) for task in tasks]
    cards += [_try_on(hold, now=now) for hold in fulfilment.try_ons_at(shop.pk)]
    return [
        Lane(
            name=name, title=str(title), text=str(text),
            cards=tuple(sorted((card for card in cards if card.lane == name), key=_order)),
        )
        for name, (title, text) in LANES.items()
    ]  # fmt: skip


def names_of(order_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give the names orders are called out by: who fetches them, else who bought them."""
    found = Contact.objects.filter(order_id__in=set(order_ids)).exclude(name="").order_by("role")
    return dict(found.values_list("order_id", "name"))


def passed_on(shop: Location, *, now: datetime) -> list[PassedOn]:
    """Give what this shop rejected in the last hours, the latest first, and who has it now."""
    found = Fulfilment.objects.filter(location=shop, state="rejected", rejected_at__gt=now - PASSED_ON)
    rows = found.select_related("order").prefetch_related("lines", "replaced_by__location").order_by("-rejected_at")
    return [
        PassedOn(
            number=one.order.number,
            pieces=sum(line.quantity for line in one.lines.all()),
            to=tuple(sorted({other.location.name for other in one.replaced_by.all()})),
            missing=sum(line.unserved for line in one.lines.all()),
            at=one.rejected_at,
        )
        for one in rows[:10]
    ]


def _left_behind(shop: Location) -> list[Task]:
    """What nobody fetched and lies at the counter still, as tasks."""
    wanted = FulfilmentLine.objects.filter(quantity__gt=0).select_related("variant__product").order_by("variant__sku")
    found = fulfilment.not_collected(shop.pk).prefetch_related(Prefetch("lines", wanted))
    return [
        Task(
            fulfilment_id=one.pk, order_id=one.order_id, number=one.order.number, kind=one.kind, state=one.state,
            location=one.location.name, destination="", due_at=one.due_at, clock="late", collect_by=one.collect_by,
            may=("returned_to_stock",),
            pieces=tuple(
                Piece(variant_id=x.variant_id, sku=x.variant.sku, name=str(x.variant), quantity=x.quantity)
                for x in one.lines.all()
            ),
        )
        for one in found
    ]  # fmt: skip


def _order(card: Card) -> tuple[bool, datetime, str]:
    return card.state != "no_show", card.due, card.id


def _card(task: Task, who: str, *, now: datetime) -> Card:
    here = f"register:work-task-{_STEPS[task.state][0]}" if task.state in _STEPS else ""
    waits = task.state in ("ready", "no_show")
    due = task.collect_by if waits and task.collect_by else task.due_at
    clock = _waiting_clock(task.state) if waits else "fine" if task.state == "shipped" else task.clock
    label = _STEPS[task.state][1] if here else _PAGES[task.state]
    step = reverse(here, args=[task.fulfilment_id]) if here else ""
    if task.state == "packed" and task.kind == "pickup":
        step, label = reverse("register:work-task-ready", args=[task.fulfilment_id]), _("Lay ready")
    return Card(
        id=str(task.fulfilment_id), lane=_LANE[task.state], kind=task.kind, kind_name=words.said(words.KINDS, task.kind),
        state=task.state, state_name=words.said(words.STATES, task.state), number=task.number, who=who,
        towards=task.location if task.state == "shipped" else task.destination, clock=clock,
        left=words.left(due, now=now), due=due, pieces=task.pieces,
        href=reverse("register:work-task", args=[task.fulfilment_id]), step=step, label=str(label),
    )  # fmt: skip


def _waiting_clock(state: str) -> str:
    return "late" if state == "no_show" else "fine"


def _try_on(hold: TryOnHold, *, now: datetime) -> Card:
    pieces = tuple(
        Piece(variant_id=line.variant_id, sku=line.variant.sku, name=str(line.variant), quantity=line.quantity)
        for line in sorted(hold.lines.all(), key=lambda line: line.variant.sku)
    )
    href = reverse("register:work-try-on", args=[hold.pk])
    name, label = _TRY_ON.get(hold.state, ("", _("The try-on is over")))
    clock = "late" if now >= hold.expires_at else "soon" if hold.expires_at - now <= timedelta(hours=1) else "fine"
    return Card(
        id=str(hold.pk), lane=_LANE[hold.state], kind="try_on", kind_name=words.said(words.KINDS, "try_on"),
        state=hold.state, state_name=words.said(words.STATES, hold.state), number=fulfilment.try_on_code(hold.pk), who="",
        towards="", clock=clock, left=words.left(hold.expires_at, now=now), due=hold.expires_at, pieces=pieces, href=href,
        step=reverse(f"register:work-try-on-{name}", args=[hold.pk]) if name else "", label=str(label),
    )  # fmt: skip

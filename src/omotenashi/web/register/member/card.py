# SPDX-License-Identifier: Apache-2.0
"""What the clerk is shown of a customer: all that helps with consent to personal suggestions, else the least."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from omotenashi.base import clock
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.engagement.messaging.models import Message
from omotenashi.insight import queries as insight
from omotenashi.people.consent import queries as consent
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.models import Note
from omotenashi.places.locations import queries as locations
from omotenashi.web.register.access import Till
from omotenashi.web.register.member.words import SOON, Facts, next_word, word_lines
from omotenashi.web.ui import cares, personal
from omotenashi.web.ui.nextsteps import next_steps

LAST, WISHES, NOTES = 3, 5, 5
# What is asked for before habits are shown at the counter, the more precise first.
_ASKED = ("profiling", "marketing")
_PURPOSES: dict[str, Promise] = {
    "order": gettext_lazy("Order messages"),
    "marketing": gettext_lazy("News and offers"),
    "analytics": gettext_lazy("Analysis of behaviour"),
    "profiling": gettext_lazy("Personal recommendations"),
    "sharing": gettext_lazy("Sharing with partners"),
}


def of(person_id: UUID, *, till: Till, now: datetime, is_live: bool = False) -> dict[str, Any]:
    """Give the card of a person (Member in frontend/register/ports.ts). `is_live`: the phone with the card is here."""
    nodes = [node.pk for node in customers.nodes_of(person_id)]
    profile = customers.profile_of(person_id)
    points, standing = loyalty.balance(nodes, now), loyalty.standing(nodes, now)
    held = consent.held_of(nodes)
    is_open = _agreed(held)
    zone = locations.zone()
    today = clock.day_of(now, zone=zone)
    day = points.ends_at.astimezone(zone).date() if points.ends_at and points.ends else None
    least = {
        "id": str(person_id), "code": _number(nodes), "name": profile.name if profile else "",
        "kana": profile.kana if profile else "",
        "rank": standing.tier.name if standing.tier else profile.rank if profile else "",
        "points": points.available, "credit": loyalty.balance(nodes, now, kind="store_credit").available,
        "expiring": {"amount": points.ends, "on": day.isoformat(), "soon": day - today <= SOON} if day else None,
        "consents": _marks(held), "minimal": not is_open, "is_live": is_live,
        "ltv": None, "purchases": [], "wishes": [], "notes": [], "care": cares.line_of(nodes, kinds=("avoid",)), "word": _waiting_word(nodes, now=now),
        "seen": _seen(person_id, nodes, now=now),
    }  # fmt: skip
    if not is_open:
        return least
    wishes, purchases = _wishes(nodes, till), _purchases(nodes)
    facts = Facts(
        today=today, waiting=_waiting(nodes, till), expiring=(points.ends, day) if day else None,
        wishes=tuple((each["name"], each["here"]) for each in wishes), missing=standing.missing,
        next_rank=standing.next_tier.name if standing.next_tier else "", birthday=profile.birth_date if profile else None,
        last=(purchases[0]["what"], clock.day_of(purchases[0]["at"], zone=zone)) if purchases else None,
    )  # fmt: skip
    word, score = next_word(facts), insight.scores_of([person_id]).get(person_id)
    return least | {
        "ltv": score.sales if score else None, "wishes": wishes, "notes": notes_of(nodes, till), "care": cares.line_of(nodes),
        "purchases": [each | {"on": each.pop("at").astimezone(zone).date().isoformat()} for each in purchases],
        "word": least["word"] or ({"text": word.text, "why": word.why} if word else None),
    }  # fmt: skip


def is_for(message_id: UUID, nodes: Sequence[UUID]) -> bool:
    """Say whether a message was meant for somebody."""
    return Message.objects.filter(pk=message_id, node_id__in=nodes).exists()


def notes_of(nodes: Sequence[UUID], till: Till) -> list[dict[str, Any]]:
    """Give the newest notes that who stands here may read, pinned ones first."""
    mine = Q(roles=[]) | Q(roles__contains=[till.staff.role]) | Q(author=till.staff)
    found = Note.objects.filter(mine, node_id__in=nodes, deleted_at=None).select_related("author")
    newest = sorted(found.order_by("-written_at")[:50], key=lambda note: note.pinned_at is None)
    zone = locations.zone()
    return [
        {"at": note.written_at.astimezone(zone).date().isoformat(), "by": note.author.name, "text": note.text}
        for note in newest[:NOTES]
    ]


def _waiting_word(nodes: Sequence[UUID], *, now: datetime) -> dict[str, str] | None:
    """Give what a scenario or a message wants said here; it comes before what plain facts suggest."""
    step = next(iter(next_steps(nodes, place="till", now=now)), None)
    if step is None:
        return None
    lines = [line for part in step.face.get("parts", ()) for line in word_lines(part)]
    return {"text": "\n".join([step.text, *lines]), "why": step.why, "id": str(step.id)}


def _seen(person_id: UUID, nodes: Sequence[UUID], *, now: datetime) -> list[dict[str, str]]:
    """Give what this person is shown on the top page and on the receipt, each with its reason."""
    shown = personal.told(person_id, nodes, now=now)
    return [{"where": where, "text": text, "why": why} for where, text, why in shown]


def _number(nodes: Sequence[UUID]) -> str:
    card = cards.card_of(nodes[0]) if nodes else None
    return card.member_no if card else ""


def _agreed(held: Sequence[consent.Held]) -> bool:
    """Whether personal help was agreed to; who was never asked about it and takes our news agreed to be known to us."""
    for purpose in _ASKED:
        states = {each.state for each in held if each.purpose == purpose}
        if states:
            return states == {"granted"} if purpose == _ASKED[0] else "granted" in states
    return False


def _marks(held: Sequence[consent.Held]) -> list[dict[str, Any]]:
    """One mark per purpose: allowed when any address allows it."""
    allowed: dict[str, bool] = {}
    for each in held:
        allowed[each.purpose] = allowed.get(each.purpose, False) or each.state == "granted"
    return [{"name": str(name), "allowed": allowed.get(code)} for code, name in _PURPOSES.items() if code != "order"]


def _purchases(nodes: Sequence[UUID]) -> list[dict[str, Any]]:
    bought = Order.objects.filter(node_id__in=nodes, cancelled_at=None).select_related("location")
    newest = list(bought.prefetch_related("lines").order_by("-placed_at")[:LAST])
    names = locations.channel_names()
    return [
        {
            "at": order.placed_at, "channel": names.get(order.channel_id, order.channel_id), "order": str(order.pk),
            "shop": order.location.name if order.location else "", "amount": order.goods_total - order.returned_total,
            "what": "、".join(line.name or line.sku for line in list(order.lines.all())[:2]),
        }
        for order in newest
    ]  # fmt: skip


def _wishes(nodes: Sequence[UUID], till: Till) -> list[dict[str, Any]]:
    wished = list(catalogue.wished(nodes)[:WISHES])
    ids = [wish.variant_id for wish in wished]
    levels = StockLevel.objects.filter(variant_id__in=ids, location=till.shop).values_list("variant_id")
    here = dict(levels.annotate(free=Sum("on_hand")))
    return [
        {"sku": wish.variant.sku, "name": str(wish.variant), "here": int(here.get(wish.variant_id) or 0)}
        for wish in wished
    ]


def _waiting(nodes: Sequence[UUID], till: Till) -> int:
    at = Q(location=till.shop, destination=None) | Q(destination=till.shop)
    return Fulfilment.objects.filter(at, state="ready", order__node_id__in=nodes).count()

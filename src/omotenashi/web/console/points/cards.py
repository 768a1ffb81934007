# SPDX-License-Identifier: Apache-2.0
"""ギフトカード一覧: what each was loaded with, and what is left. Codes are shown nowhere; the last four signs are."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

# Why the desk gives a card. Only the first is paid for, and counts as prepaid value.
REASONS = {
    "sold": lazy("Sold at the desk"), "apology": lazy("As an apology"), "thanks": lazy("As a thank-you"),
    "prize": lazy("As a prize"), "other": lazy("Something else"),
}  # fmt: skip
_LAST = 4
SORTS = {"issued": "issued_at", "amount": "amount"}


def listing(*, now: datetime, currency: str) -> Listing:
    """Describe the list as it is at a moment."""
    found = partial(_matching, now=now)
    return Listing(
        spec=spec(),
        parts=lambda state: [
            Part(found(state), SORTS[state.sort_key], down=state.descending, key_down=state.descending)
        ],
        matching=found,
        rows=partial(rows, now=now, currency=currency),
        noun=_("gift cards"),
        export=reverse("console:gift-cards-export"),
        export_permission="points.edit",
        empty={
            "title": _("No gift cards yet"),
            "text": _("Cards sold at the till or on the web appear here with what is left on them."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="gift-cards",
        search=_("Last four signs, name or mail address"),
        sort="-issued",
        columns=[
            Column("card", _("Card"), fixed=True, wide=True),
            Column("amount", _("Loaded"), kind="money", sort=True),
            Column("left", _("What is left"), kind="money"),
            Column("issued", _("Issued"), kind="moment", sort=True),
            Column("expires", _("Good until"), kind="day"),
            Column("kind", _("How it came")),
            Column("to", _("Who gets it")),
            Column("sent", _("Mail sent"), kind="moment"),
            Column("state", _("State"), kind="badge"),
        ],
        filters=[
            Filter("reason", _("How it came"), choices=[(key, str(name)) for key, name in REASONS.items()]),
            Filter("state", _("State"), choices=[(key, _state(key)[1]) for key in ("good", "over", "stopped")]),
        ],
        views=[View("", _("All")), View("good", _("Good"), query="state=good")],
    )


def _matching(state: lists.ListState, *, now: datetime) -> QuerySet[Any]:
    live = Q(stopped_at=None)
    known = {
        "good": live & (Q(expires_at=None) | Q(expires_at__gt=now)),
        "over": live & Q(expires_at__lte=now),
        "stopped": Q(stopped_at__isnull=False),
    }
    found = GiftCard.objects.all()
    if names := [known[name] for name in state.values.get("state", ()) if name in known]:
        condition = names[0]
        for other in names[1:]:
            condition |= other
        found = found.filter(condition)
    if reasons := set(state.values.get("reason", ())):
        found = found.filter(reason__in=reasons & REASONS.keys())
    if not state.q:
        return found
    named = Q(recipient_name__icontains=state.q) | Q(recipient_mail__icontains=state.q)
    # A card is never found by a part of its code but the last four signs, which are stored beside the hash.
    return found.filter(named | Q(last_four__iexact=state.q[-4:])) if len(state.q) >= _LAST else found.filter(named)


def rows(keys: Sequence[UUID], *, now: datetime, currency: str) -> list[lists.Row]:
    """Give the lines of one page: one read, however many rows."""
    found = GiftCard.objects.select_related("wallet").in_bulk(list(keys))
    return [_row(found[key], now, currency) for key in keys if key in found]


def _row(card: GiftCard, now: datetime, currency: str) -> lists.Row:
    return lists.Row(
        id=str(card.pk),
        label=card.last_four,
        href=reverse("console:gift-card", args=[card.pk]),
        cells={
            "card": f"•••• {card.last_four}",
            "amount": (card.amount, currency),
            "left": (card.wallet.available + card.wallet.held, currency),
            "issued": card.issued_at,
            "expires": card.expires_at,
            "kind": how(card),
            "to": card.recipient_name or card.recipient_mail,
            "sent": card.sent_at,
            "state": state_of(card, now=now),
        },
    )


def state_of(card: GiftCard, *, now: datetime) -> tuple[str, str]:
    """Give the colour and the name of how a card stands."""
    over = card.expires_at is not None and card.expires_at <= now
    return _state("stopped" if card.stopped_at else "over" if over else "good")


def how(card: GiftCard) -> str:
    """Say how a card came into the world."""
    return _("Sold on the web") if card.order_id else str(REASONS.get(card.reason, card.reason or _("Sold")))


def _state(key: str) -> tuple[str, str]:
    names = {"good": ("good", _("Good")), "over": ("quiet", _("Over")), "stopped": ("bad", _("Stopped"))}
    return names[key]

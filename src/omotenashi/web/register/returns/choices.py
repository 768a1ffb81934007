# SPDX-License-Identifier: Apache-2.0
"""Which pieces come back, in which condition, and what would go back for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from omotenashi.commerce.fulfilment.queries import policies
from omotenashi.commerce.loyalty.queries.pricing import part_of
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.payments import queries as payments

REASONS: dict[str, Promise] = {
    "changed_mind": gettext_lazy("Changed their mind"),
    "size": gettext_lazy("Size or fit"),
    "damaged": gettext_lazy("Faulty or damaged"),
    "wrong": gettext_lazy("Not what was ordered"),
    "other": gettext_lazy("Something else"),
}
CONDITIONS: dict[str, Promise] = {
    "on_hand": gettext_lazy("As new: back on the shelf"),
    "display": gettext_lazy("Opened: for display"),
    "damaged": gettext_lazy("Damaged: not to be sold"),
    "gone": gettext_lazy("Not kept"),
}
# Reasons that are our fault bind no term.
_OURS = ("damaged", "wrong")
KINDS: dict[str, Promise] = {
    "card": gettext_lazy("Card (web)"),
    "cash": gettext_lazy("Cash"),
    "card_terminal": gettext_lazy("Card"),
    "qr": gettext_lazy("QR payment"),
    "points": gettext_lazy("Points"),
    "gift_card": gettext_lazy("Gift card"),
    "store_credit": gettext_lazy("Store credit"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the order, how many of it may come back, and how many do."""

    name: str
    line: OrderLine
    most: int
    chosen: int
    condition: str

    @property
    def amount(self) -> int:
        """What goes back for it."""
        return self._share(self.line.amount)

    @property
    def points(self) -> int:
        """How much of that points had paid."""
        return self._share(self.line.points)

    def _share(self, total: int) -> int:
        gone = self.line.returned
        return part_of(total, before=gone, after=gone + self.chosen, of=self.line.quantity) if self.chosen else 0


def of(order: Order, said: Mapping[str, str]) -> list[Choice]:
    """Give the lines of an order that may come back, with what a form says of them."""
    left = orders.returnable(order.pk)
    found = []
    for line in orders.lines_of(order.pk):
        most = left.get(line.uid or line.pk, 0)
        if most <= 0 or line.kind != OrderLine.Kind.GOODS:
            continue
        name = str(line.uid or line.pk)
        asked = said.get(f"n:{name}", "0")
        chosen = min(int(asked), most) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
        condition = said.get(f"c:{name}", "on_hand")
        found.append(Choice(name, line, most, chosen, condition if condition in CONDITIONS else "on_hand"))
    return found


def wanted(choices: list[Choice]) -> dict[UUID | int, tuple[int, str]]:
    """Give pieces and bucket by line, as the return takes them."""
    return {x.line.uid or x.line.pk: (x.chosen, x.condition) for x in choices if x.chosen}


def going_back(order: Order, choices: list[Choice]) -> dict[str, Any]:
    """Say what would go back, and with what."""
    amount, points = sum(x.amount for x in choices), sum(x.points for x in choices)
    paid = payments.intent_of(order.pk) is not None
    parts = payments.going_back(order.pk, amount=amount, points=points) if paid and amount else []
    return {
        "amount": amount, "is_paid_here": paid, "parts": [(KINDS.get(kind, kind), part) for kind, part in parts],
        "money": sum(part for kind, part in parts if kind not in payments.VALUE),
        "others": [(KINDS.get(kind, kind), part) for kind, part in parts if kind in payments.VALUE],
    }  # fmt: skip


def is_late(order: Order, *, reason: str, now: datetime) -> bool:
    """Say whether the time for a change of mind is over, so that somebody who may be kind decides."""
    since = order.completed_at or (order.placed_at if order.key is None else None)
    days = policies.policy(now).return_days
    return reason not in _OURS and since is not None and now > since + timedelta(days=days)


def exchange_address(order: Order, lines: list[Choice], *, reason: str) -> str:
    """Give the address of the till with what comes back in exchange for what is sold there."""
    pieces = {f"n:{one.name}": one.chosen for one in lines if one.chosen}
    conditions = {f"c:{one.name}": one.condition for one in lines if one.chosen}
    return f"{reverse('register:sale')}?{urlencode({'exchange': order.pk, 'reason': reason, **pieces, **conditions})}"

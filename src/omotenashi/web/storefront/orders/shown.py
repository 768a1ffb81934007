# SPDX-License-Identifier: Apache-2.0
"""An order as its buyer sees it: how far it is, what may still be done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.loyalty import queries as cards
from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import Contact, Order, OrderLine
from omotenashi.commerce.orders.queries import GIFT_CARDS, Progress
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.commerce.payments.models import Intent
from omotenashi.web.storefront.orders import handover

_WAITING = frozenset({"created", "requires_action", "failed"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: done, now or to come."""

    name: str | Promise
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """An order and all that its page says."""

    order: Order
    lines: list[OrderLine]
    contact: Contact | None
    intent: Intent | None
    progress: Progress
    steps: tuple[Step, ...]
    parcels: tuple[handover.Parcel, ...]
    returnable: tuple[tuple[OrderLine, range], ...]
    returns: tuple[handover.Back, ...]
    own: tuple[tuple[str, int], ...]
    gift: GiftCard | None = None

    @property
    def is_gift(self) -> bool:
        """Whether it is for a gift card."""
        return self.order.origin == GIFT_CARDS

    @property
    def can_give_back(self) -> bool:
        """Whether its gift card is good and nothing of it was used."""
        card = self.gift
        return card is not None and card.stopped_at is None and card.wallet.available == card.amount

    @property
    def state(self) -> str:
        """`cancelled`, `unpaid`, `failed`, `waiting` or the order's own state."""
        if self.progress.state != "placed" or self.intent is None:
            return self.progress.state
        return {"failed": "failed", "expired": "unpaid"}.get(self.intent.state, "waiting")

    @property
    def can_pay(self) -> bool:
        """Whether the payment may still be made."""
        return self.state in ("waiting", "failed") and self.intent is not None and self.intent.state in _WAITING

    @property
    def can_cancel(self) -> bool:
        """Whether nothing has been picked or handed over yet."""
        is_open = self.progress.state in ("placed", "confirmed") and self.progress.handed == "none"
        return is_open and not any(parcel.is_begun for parcel in self.parcels)

    @property
    def is_ready(self) -> bool:
        """Whether something waits at a counter now."""
        return any(parcel.code for parcel in self.parcels)

    @property
    def is_collected(self) -> bool:
        """Whether something waits at a counter."""
        return any(line.mode != "ship" and line.wish_id for line in self.lines)


def status_of(order_id: UUID, *, now: datetime) -> Status:
    """Give an order as it is now; one that waits for its payment asks the provider, and is confirmed when it came."""
    intent = paid.intent_of(order_id)
    if intent is not None and intent.state in _WAITING and intent.provider_ref:
        intent = payments.look(intent_id=intent.pk, now=now)
    if intent is not None and paid.is_paid(intent):
        # The webhook and its handler may be on their way still; whoever comes first confirms, once.
        checkout.confirm(order_id=order_id, now=now)
    order = Order.objects.select_related("location").get(pk=order_id)
    lines = list(OrderLine.objects.filter(order_id=order_id).select_related("variant__product", "wish").order_by("id"))
    progress = orders.progress_of([order_id])[order_id]
    # Where it goes: to the recipient where there is one, else to the buyer.
    contact = Contact.objects.filter(order_id=order_id).order_by("-role").first()
    parcels = handover.parcels_of(order_id, now=now)
    left = orders.returnable(order_id) if progress.handed != "none" else {}
    returnable = [(line, range(1, left[line.uid] + 1)) for line in lines if line.uid in left]
    returns = handover.returns_of(order_id) if left or progress.handed != "none" else ()
    return Status(
        order, lines, contact, intent, progress, _steps(order, progress, lines, parcels), parcels, tuple(returnable),
        returns, _own(order_id), cards.card_of_order(order_id) if order.origin == GIFT_CARDS else None,
    )  # fmt: skip


def _own(order_id: UUID) -> tuple[tuple[str, int], ...]:
    """What a gift card and store credit pay of it; points stand with the order."""
    tenders = paid.tenders_of([order_id]).filter(kind__in=["gift_card", "store_credit"])
    return tuple((one.kind, one.amount) for one in tenders)


def _steps(
    order: Order, progress: Progress, lines: list[OrderLine], parcels: tuple[handover.Parcel, ...]
) -> tuple[Step, ...]:  # fmt: skip
    collected = any(line.mode != "ship" and line.wish_id for line in lines)
    is_ready = bool(parcels) and all(parcel.is_ready for parcel in parcels)
    is_handed = progress.handed == "all" or order.completed_at is not None
    ready = next((parcel.ready_at for parcel in parcels if parcel.is_ready), None)
    reached = [
        (_("Ordered"), True, order.placed_at),
        (_("Payment made"), order.confirmed_at is not None, order.confirmed_at),
        (_("Ready at the shop") if collected else _("Sent"), is_ready or is_handed, ready),
        (_("Handed over") if collected else _("Delivered"), is_handed, order.completed_at),
    ]
    if order.origin == GIFT_CARDS:
        reached = [*reached[:2], (_("Sent by mail"), is_handed, order.completed_at)]
    done = sum(is_done for _name, is_done, _at in reached)
    return tuple(
        Step(name, "done" if is_done else "now" if place == done else "next", at)
        for place, (name, is_done, at) in enumerate(reached)
    )

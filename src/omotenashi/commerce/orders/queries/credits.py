# SPDX-License-Identifier: Apache-2.0
"""Who was credited with what between two moments. A return counts when it comes back: a month that is over stays."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from omotenashi.commerce.orders.models import Attribution, Order, Return
from omotenashi.commerce.orders.rules.drafts import GIFT_CARDS

type Split = Literal["staff", "location", "channel"]
# What somebody did for a sale: sold it, advised, or sent the goods of another's sale.
SOLD, ADVISED, SENT = "sold", "assist", "fulfilment"
# What goes from one sender to another never came back: it counts where it was given.
_PASSED: Final = Q(evidence__has_key=Attribution.PASSED_ON)
_CAME: Final = Q(reverses=None) | _PASSED
_KEYS: Final = {"staff": "staff_id", "location": "location_id", "channel": "order__channel_id"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Credited:
    """The credit of one party; `party` is None for what has no name. `helped` of `total` is advice and sending."""

    party: Any
    sold: int
    advised: int
    sent: int
    returned: int
    helped: int
    orders: int

    @property
    def total(self) -> int:
        """Give all of it, less what came back."""
        return self.sold + self.advised + self.sent + self.returned


def credits_between(since: datetime, until: datetime, *, place: UUID | None = None) -> QuerySet[Attribution]:
    """Give the shares with their `part`; of one place only, where it is named."""
    found = Attribution.objects.filter(at__gte=since, at__lt=until)
    return with_part(found if place is None else found.filter(location_id=place))


def with_part(shares: QuerySet[Attribution]) -> QuerySet[Attribution]:
    """Say of each share what was done for it; what takes one back says what that one said."""
    said = (KeyTextTransform("part", "reverses__evidence"), KeyTextTransform("part", "evidence"), Value(SOLD))
    return shares.annotate(part=Coalesce(*said, output_field=TextField()))


def shares_of(order_id: UUID) -> list[tuple[str | None, str | None, str, int]]:
    """Give who has which part of one order now: the name of staff and place, the part, the amount; the most first."""
    found = with_part(Attribution.objects.filter(order_id=order_id).select_related("staff", "location"))
    sums: Counter[tuple[str | None, str | None, str]] = Counter()
    for one in found:
        who, place = one.staff.name if one.staff else None, one.location.name if one.location else None
        sums[who, place, str(getattr(one, "part", SOLD))] += one.amount
    return [(*party, amount) for party, amount in sums.most_common() if amount]


def credited(since: datetime, until: datetime, *, by: Split, place: UUID | None = None) -> list[Credited]:
    """Give every party with its credit, the most first; what has no name stands last. One read."""
    rows = (
        credits_between(since, until, place=place)
        .values(party=F(_KEYS[by]))
        .annotate(
            sold=_sum(_CAME & Q(part=SOLD)), advised=_sum(_CAME & Q(part=ADVISED)), sent=_sum(_CAME & Q(part=SENT)),
            returned=_sum(~_CAME), helped=_sum(Q(part__in=[ADVISED, SENT])),
            orders=Count("order_id", filter=_CAME, distinct=True),
        )
    )  # fmt: skip
    made = [Credited(**row) for row in rows]
    return sorted(made, key=lambda one: (one.party is None, -one.total, str(one.party)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Uncredited:
    """Sales that nobody had a part in, as the site makes them alone: what they came to, and what of such came back."""

    sold: int
    returned: int
    orders: int

    @property
    def total(self) -> int:
        """Give what stays."""
        return self.sold + self.returned


def uncredited(since: datetime, until: datetime, *, place: UUID | None = None) -> Uncredited:
    """Add up the paid sales of a span without any share, and what came back in it; gift cards are no sale. Two reads."""
    part = Attribution.objects.filter(order_id=OuterRef("pk"))
    sales = Order.objects.filter(~Exists(part), placed_at__gte=since, placed_at__lt=until, cancelled_at=None)
    back = Return.objects.filter(
        ~Exists(Attribution.objects.filter(order_id=OuterRef("order_id"))),
        returned_at__gte=since, returned_at__lt=until, order__isnull=False,
    ).exclude(origin=GIFT_CARDS)  # fmt: skip
    if place is not None:
        sales, back = sales.filter(location_id=place), back.filter(order__location_id=place)
    sold = (
        sales.exclude(confirmed_at=None).exclude(origin=GIFT_CARDS)
        .aggregate(sold=Coalesce(Sum("goods_total"), 0), orders=Count("pk"))
    )  # fmt: skip
    return Uncredited(**sold, returned=-back.aggregate(amount=Coalesce(Sum("amount"), 0))["amount"])


def whole(rows: Sequence[Credited]) -> Credited:
    """Add parties up. An order that several share in counts with each of them; here `orders` is the sum of those."""
    return Credited(
        party=None, sold=sum(one.sold for one in rows), advised=sum(one.advised for one in rows),
        sent=sum(one.sent for one in rows), returned=sum(one.returned for one in rows),
        helped=sum(one.helped for one in rows), orders=sum(one.orders for one in rows),
    )  # fmt: skip


def _sum(which: Q) -> Coalesce:
    return Coalesce(Sum("amount", filter=which), 0)

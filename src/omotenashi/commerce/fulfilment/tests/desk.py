# SPDX-License-Identifier: Apache-2.0
"""A warehouse, two shops, and orders that are paid and promised: without a checkout, by the doors below."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import placing, states
from omotenashi.commerce.orders.actions.placing import DraftLine, Mode
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.commerce.stock.queries import invariants
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 1, 10, 3, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Want:
    """One line: `at` is where it is promised, `wish` where the customer fetches it."""

    sku: str
    quantity: int = 1
    amount: int = 2200
    points: int = 0
    coupon: int = 0
    mode: Mode = Mode.SHIP
    at: str = "GINZA"
    wish: str | None = None
    earned: int = 0


@dataclass(frozen=True, kw_only=True)
class Bought:
    """A paid order, the uids of its lines in their order, its buyer, and what places have to do for it."""

    order_id: UUID
    lines: tuple[UUID, ...]
    node_id: UUID
    tasks: tuple[Fulfilment, ...]

    @property
    def task(self) -> Fulfilment:
        """Give the only one."""
        [only] = self.tasks
        return only


def furnish() -> None:
    """Set the shops up: shirts everywhere, the cap only in Ginza."""
    locations.set_up_retailer(name="試験商店")
    locations.register_channels(["EC", "STORE"])
    places = [
        ("DC", "倉庫", "dc", "埼玉県"),
        ("GINZA", "銀座店", "store", "東京都"),
        ("UMEDA", "梅田店", "store", "大阪府"),
    ]
    locations.register_locations(
        [locations.LocationRecord(code=c, name=n, kind=k, prefecture=p) for c, n, k, p in places]
    )
    catalogue.register(
        [catalogue.ProductRecord(sku=sku, code=sku, name=sku, price=2200, tax_rate=10) for sku in ("SHIRT", "CAP")]
    )
    fill(("SHIRT", "DC", 9), ("SHIRT", "GINZA", 3), ("SHIRT", "UMEDA", 3), ("CAP", "GINZA", 2))


def fill(*held: tuple[str, str, int], key: str = "1", now: datetime = NOW) -> None:
    """Count what lies where."""
    stock.count(
        [stock.CountRecord(sku=sku, location=at, on_hand=n) for sku, at, n in held], source="test", key=key, now=now
    )


def member(number: str = "M1", points: int = 0) -> UUID:
    """Register a member, with points to spend."""
    record = customers.CustomerRecord(identifiers=(customers.Identifier("member_no", number),), observed_at=NOW)
    node = customers.register([record], source="test", now=NOW)[0].node_id
    assert node is not None
    if points:
        loyalty.earn([loyalty.Earning(node_id=node, amount=points, key=f"gift:{number}")], now=NOW)
    return node


def variant(sku: str) -> UUID:
    """Give a variant's id."""
    return Variant.objects.get(sku=sku).pk


def place(code: str) -> UUID:
    """Give a location's id."""
    return Location.objects.get(code=code).pk


def bought(*wanted: Want, key: str = "k", number: str = "M1") -> Bought:
    """Place, pay, promise and plan an order. Points are held and burned, points are earned, as checkout does it."""
    points = sum(want.points for want in wanted)
    node = member(number, points=points)
    lines = tuple(_line(want) for want in wanted)
    placed = placing.create(placing.Draft(channel="EC", lines=lines, node_id=node), key=key, now=NOW)
    uids = tuple(placed.lines)
    name = f"order:{placed.order_id}"
    if points:
        loyalty.hold(node_ids=[node], amount=points, key=name, now=NOW)
        loyalty.burn(key=name, now=NOW)
    loyalty.earn(
        [
            loyalty.Earning(node_id=node, amount=want.earned, basis=want.amount, key=f"line:{uid}", order_line=uid)
            for want, uid in zip(wanted, uids, strict=True)
            if want.earned
        ],
        now=NOW,
    )
    _pay(placed.order_id, sum(want.amount for want in wanted), points=points)
    stock.allocate(
        [
            stock.Wanted(
                variant_id=variant(want.sku), location_id=place(want.at), quantity=want.quantity,
                owner=stock.Owner("order_line", uid),
            )
            for want, uid in zip(wanted, uids, strict=True)
        ],
        owner=stock.Owner("order", placed.order_id), key=name, now=NOW,
    )  # fmt: skip
    states.mark_paid(placed.order_id, now=NOW)
    tasks = tuple(fulfilment.plan(placed.order_id, now=NOW))
    return Bought(order_id=placed.order_id, lines=uids, node_id=node, tasks=tasks)


def _line(want: Want) -> DraftLine:
    return DraftLine(
        variant_id=variant(want.sku), quantity=want.quantity, unit_price=(want.amount + want.coupon) // want.quantity,
        amount=want.amount, coupon=want.coupon, points=want.points, mode=want.mode, location=want.wish,
    )  # fmt: skip


def _pay(order_id: UUID, amount: int, *, points: int) -> None:
    name = f"order:{order_id}"
    given = [payments.Given(kind="points", amount=points, ref=name)] if points else []
    given.append(payments.Given(kind="qr", amount=amount - points))
    payments.take(given, order_id=order_id, amount=amount, currency="JPY", key=name, now=NOW)


def work(task: Fulfilment, *acts: str, now: datetime = NOW, **more: Any) -> Fulfilment:
    """Do some steps, each under a key of its own; give the fulfilment as it stands."""
    for act in acts:
        given = more if act in ("ship", "hand_over", "reject") else {}
        getattr(fulfilment, act)(task.pk, key=f"{task.pk}:{act}", now=now, **given)
    return Fulfilment.objects.get(pk=task.pk)


def levels(sku: str) -> dict[str, tuple[int, int, int]]:
    """Give what lies where: on hand, allocated, damaged."""
    found = StockLevel.objects.filter(variant__sku=sku)
    return {p: (h, a, d) for p, h, a, d in found.values_list("location__code", "on_hand", "allocated", "damaged")}


def breaches(now: datetime = LATER) -> list[str]:
    """Give everything that does not hold, of stock and of fulfilment."""
    found: Iterable[Any] = [*invariants.broken(now), *queries.broken(now)]
    return [f"{each.invariant} {each.subject} {each.detail}" for each in found]

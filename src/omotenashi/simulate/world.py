# SPDX-License-Identifier: Apache-2.0
"""Build the demo world: draw it, keep its truth aside, then let it happen from the first day to now.

What happens goes in time, some thousands of orders at once: first who joined, then what they bought, returned and
earned; behind, as the worker would, what they did on the site and on LINE, the joining of browsers and people, the
timeline. Each batch is repeatable, so a build that was killed is taken up by the next start.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.utils.translation import gettext_noop as _

from omotenashi.base import bulk, clock
from omotenashi.base.outbox.actions import deliver
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.loyalty.models import WalletEntry
from omotenashi.commerce.orders.models import Order, OrderLine, Return
from omotenashi.people.customers.actions import matching
from omotenashi.people.customers.models import Node
from omotenashi.places.locations import queries as locations
from omotenashi.simulate import furnishing, homes, staff, trials, truth, voices
from omotenashi.simulate.behind import behind
from omotenashi.simulate.collecting import Collector
from omotenashi.simulate.floors import living
from omotenashi.simulate.model import World, draw_world
from omotenashi.simulate.reasons import Asker
from omotenashi.simulate.recording import Recorder
from omotenashi.simulate.registering import Register
from omotenashi.simulate.subscriptions import record_contracts
from omotenashi.simulate.trade_year import moment

type Progress = Callable[[str, int, int], None]

DRAWING = _("Inventing people and their purchases")
FURNISHING = _("Furnishing shops and shelves")
HAPPENING = _("Letting 24 months pass")
LIVING = _("Working in shops and warehouse")
FINISHING = _("Tidying up")
STAGES = (DRAWING, FURNISHING, HAPPENING, LIVING, FINISHING)

# The database's clock may be ahead of ours.
_CLOCKS_APART = timedelta(minutes=1)
_LARGEST_BATCH = 10_000
_BATCHES = 8
_SMALLEST_BATCH = 500
_TOUCHED = (
    "customers_node", "customers_edge", "customers_person", "customers_nodeperson", "customers_profile",
    "customers_fieldvalue", "customers_contactpoint", "consent_consententry", "consent_consentstate",
    "catalogue_product", "catalogue_variant", "stock_stocklevel", "loyalty_wallet", "loyalty_walletentry",
    "orders_order", "orders_orderline", "orders_return", "orders_returnline", "timeline_entry",
    "outbox_event", "outbox_delivery",
)  # fmt: skip


class NotADemo(Exception):
    """The database holds orders of a real retailer; a demo must never be mixed with them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many of what a build brought in."""

    records: int = 0
    orders: int = 0
    lines: int = 0
    returns: int = 0
    points: int = 0
    consents: int = 0
    entries: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What stands there now: the true people, the records, the span, who may log in, and where the truth is kept."""

    customers: int
    counts: Counts
    first_at: datetime
    last_at: datetime
    staff: list[tuple[str, str, str]]
    truth: Path


def build(*, customers: int = 5000, seed: int = 1, now: datetime, progress: Progress | None = None) -> Summary:
    """Fill the database with the demo retailer, 24 months until `now` (aware). Deterministic but for the ids.

    A world that was begun in this home before is finished as it was begun, whatever the arguments say; a finished
    one stays as it is. Raises NotADemo when the orders are not of a demo, ValueError for a naive `now`.
    """
    if now.tzinfo is None:
        raise ValueError("`now` needs a time zone")
    tell = progress or _nothing
    folder = settings.HOME.truth
    state = _begun(folder)
    if state and state["finished_at"]:
        return _summary(state, folder)
    if state:
        customers, seed, now = state["customers"], state["seed"], datetime.fromisoformat(state["now"])
    # A build that loses its last commits with the power is taken up again: none of them waits for the disk.
    bulk.run("SET synchronous_commit TO off")
    tell(DRAWING, 0, 1)
    world = draw_world(customers=customers, seed=seed, now=now)
    truth.write(world, folder=folder)
    truth.note_state(world, folder=folder, finished_at=None, counts={})
    tell(DRAWING, 1, 1)
    _furnish(world, tell)
    register = Register(world)
    counts = _live(world, register, _happen(world, register, tell), tell)
    tell(FINISHING, 0, 1)
    trials.tell(trials=world.trials, nodes=register.nodes)
    voices.tell(now=now)
    deliver(now=clock.now() + _CLOCKS_APART)
    # The next commit waits, and all before it are on the disk with it.
    bulk.run("RESET synchronous_commit")
    # The worker looks for doubles while the first pages are read, so that 名寄せ has something to show.
    matching.ask(scope="all", by="simulate", now=clock.now())
    truth.note_state(world, folder=folder, finished_at=clock.now(), counts=asdict(counts))
    tell(FINISHING, 1, 1)
    return _summary(truth.read_state(folder=folder) or {}, folder)


def _begun(folder: Path) -> dict[str, Any] | None:
    """Give the state of the world that stands in this database, finished or not; None when the database is empty."""
    if not any(model.objects.exists() for model in (Order, Node, Product)):
        return None
    state = truth.read_state(folder=folder)
    if state is None or not locations.retailer().is_demo:
        raise NotADemo("this database holds data that is not of a demo")
    return state


def _furnish(world: World, tell: Progress) -> None:
    tell(FURNISHING, 0, 3)
    furnishing.set_up_places()
    homes.place_homes(now=world.now)
    tell(FURNISHING, 1, 3)
    staff.hire_demo_staff()
    tell(FURNISHING, 2, 3)
    furnishing.stock_up(world)
    tell(FURNISHING, 3, 3)


def _happen(world: World, register: Register, tell: Progress) -> Counts:
    """Let the world happen, batch by batch in the order of time."""
    recorder = Recorder(world, register.nodes)
    collector, asker = Collector(world, register.nodes), Asker(world)
    asker.begin()
    total, since = len(world.purchases), 0
    size = min(_LARGEST_BATCH, max(_SMALLEST_BATCH, -(-total // _BATCHES)))
    sums: Counter[str] = Counter()
    tell(HAPPENING, 0, total)
    with behind() as errand:
        for first in range(0, total, size):
            end = min(first + size, total)
            until = int(world.purchases.at[end]) if end < total else world.year.now + 1
            now = moment(until)
            people, consents = register.advance(since=since, until=until)
            sums.update(records=people, consents=consents, orders=end - first)
            sums["lines"] += recorder.record_orders(first=first, end=end, now=now)
            sums["returns"] += recorder.record_returns(since=since, until=until, now=now)
            sums["points"] += recorder.post_points(first=first, end=end, since=since, until=until)
            asker.ask(first=first, end=end, now=now)
            errand(partial(_follow, collector, sums, until=until, now=now))
            if first == 0:
                # The first plans would else be made for empty tables.
                _analyze()
            since = until
            tell(HAPPENING, end, total)
    record_contracts(world, register.nodes)
    return Counts(**sums)


def _follow(collector: Collector, sums: Counter[str], *, until: int, now: datetime) -> None:
    """Do what the worker does: write what tags and devices said, join browsers and people, deliver what happened."""
    sums["entries"] += collector.advance(until=until, now=now)
    collector.settle()
    deliver(now=clock.now() + _CLOCKS_APART)


def _live(world: World, register: Register, counts: Counts, tell: Progress) -> Counts:
    """Let the last weeks happen on the commerce floors, and count again what they added to."""
    tell(LIVING, 0, 1)
    _analyze()
    living.live(world, register.nodes)
    deliver(now=clock.now() + _CLOCKS_APART)
    tell(LIVING, 1, 1)
    return replace(
        counts, orders=Order.objects.count(), lines=OrderLine.objects.count(), returns=Return.objects.count(),
        points=WalletEntry.objects.count(),
    )  # fmt: skip


def _analyze() -> None:
    bulk.run(f"ANALYZE {', '.join(_TOUCHED)}")


def _summary(state: dict[str, Any], folder: Path) -> Summary:
    span = Order.objects.aggregate(first=Min("placed_at"), last=Max("placed_at"))
    return Summary(
        customers=state["customers"],
        counts=Counts(**state["counts"]),
        first_at=span["first"],
        last_at=span["last"],
        staff=staff.logins(),
        truth=folder,
    )


def _nothing(stage: str, done: int, total: int) -> None:
    del stage, done, total

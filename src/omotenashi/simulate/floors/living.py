# SPDX-License-Identifier: Apache-2.0
"""Who does what in the last weeks, and what waits on each board today; played day by day with what the clock would sweep."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.base import clock
from omotenashi.base.jobs import ask_once
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import owed
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.stock import actions as stock
from omotenashi.simulate.floors import cards, knowing, maps, offers, scenarios, sending, stories, tills
from omotenashi.simulate.floors.stage import OPENS, Stage, Story, in_hours, play, set_stage
from omotenashi.simulate.floors.stockroom import count, refill
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import SHOPS
from omotenashi.simulate.trade_year import ZONE

DAYS = 30
# Below, nobody would be there to shop.
LEAST = 100
_SHIBUYA, _KICHIJOJI, _YOKOHAMA = SHOPS


def begins(now: datetime) -> datetime:
    """Give the moment from which the floors are lived on: before, things were only recorded."""
    return now - timedelta(days=DAYS)


def live(world: World, nodes: Mapping[int, UUID]) -> int:
    """Let the last weeks happen; give the number of steps. What was done before a kill is not done again."""
    if len(world.people) < LEAST:
        return 0
    since = begins(world.now)
    stage = set_stage(world, nodes, since=since)
    stage.tills = offers.open_shops(now=since)
    offers.set_goals(day=clock.day_of(world.now))
    scenarios.set_up(now=since)
    knowing.tell(now=world.now)
    sending.begin(seed=world.seed, now=world.now)
    codes = offers.start_campaign(stage, begins=since + timedelta(days=12), ends=world.now + timedelta(days=18))
    told = scenarios.led_on(stage, since=since)
    steps = play([*_past(stage, codes), *_today(stage), _sweeps(stage), told], until=world.now)
    stock.age(now=world.now)
    cards.send(seed=world.seed, now=world.now)
    sending.go_on(seed=world.seed, now=world.now)
    maps.draw(now=world.now)
    # Drawing takes a while: the worker does it while the first pages are read.
    for audience in ("all", "members"):
        ask_once("console.put_up_menu", once=f"console.put_up_menu:{audience}", audience=audience)
    return steps


def _past(stage: Stage, codes: Mapping[UUID, str]) -> Iterator[Story]:
    """Give the ordinary stories, the more the larger the world, spread over the weeks."""
    rng = stage.rng("past")
    # Each story takes a tenth of a second: two thousand customers are enough of them.
    share = min(0.4, len(stage.world.people) / 5_000)
    for n in range(5 + round(20 * share)):
        at = _when(stage, rng.random())
        back = ("", "", "", "", _YOKOHAMA, "done")[n % 6]
        yield stories.at_home(
            stage, at, name=f"demo:home:{n}", coupons=dict(codes) if at > begins(stage.now) + timedelta(days=12) else None,
            back=back, refused=n % 5 == 2, outcome="declined" if n % 9 == 1 else "success",
        )  # fmt: skip
    for n in range(3 + round(10 * share)):
        yield stories.fetched(
            stage, SHOPS[n % 3], in_hours(_when(stage, rng.random())), name=f"demo:fetched:{n}", refused=n % 5 == 1,
            comes=None if n % 6 == 2 else timedelta(hours=20), exchanged=SHOPS[(n + 1) % 3] if n % 5 == 0 else "",
        )  # fmt: skip
    for n in range(1 + round(6 * share)):
        at = in_hours(_when(stage, rng.random()))
        yield stories.tried_on(stage, SHOPS[n % 3], at, name=f"demo:tried:{n}", comes=n % 4 != 2)
        yield tills.shipped_home(stage, SHOPS[n % 3], at + timedelta(hours=1), name=f"demo:aisle:{n}")
        yield refill(stage, SHOPS[n % 3], at - timedelta(hours=3), name=f"demo:refill:{n}")
        yield stories.left_behind(stage, at, name=f"demo:left:{n}")
        yield stories.left_behind(stage, stage.now - timedelta(hours=4 + 7 * n), name=f"demo:left:{n}:late")
    yield count(stage, _YOKOHAMA, in_hours(_when(stage, 0.3)), name="demo:count:0")
    yield count(stage, _SHIBUYA, in_hours(_when(stage, 0.6)), name="demo:count:1")
    for code, worth in offers.gift_cards(2 + round(2 * share), now=begins(stage.now)):
        yield _with_card(stage, in_hours(_when(stage, rng.random())), (code, worth))
    yield from _days(stage, every=3)


def _days(stage: Stage, *, every: int) -> Iterator[Story]:
    """Give the days of the tills until yesterday, and today's, whose shift is still open."""
    today = stage.now.astimezone(ZONE).replace(hour=OPENS, minute=0, second=0, microsecond=0)
    for back in range(14, 0, -every):
        for shop in SHOPS:
            opens = today - timedelta(days=back)
            yield tills.day(stage, shop, opens, sales=1, closes=opens + timedelta(hours=10, minutes=12))
    for shop in SHOPS:
        yield tills.day(stage, shop, min(today, stage.now - timedelta(hours=2)), sales=2, closes=None)


def _today(stage: Stage) -> Iterator[Story]:
    """Give the work that waits: on each board something, at different clocks."""
    now = stage.now
    for shop in (_SHIBUYA, _KICHIJOJI):
        for n, (minutes, stop) in enumerate(
            ((1_500, "planned"), (12, "planned"), (70, "accept"), (150, "start_picking"))
        ):
            at = now - timedelta(minutes=minutes)
            yield stories.fetched(stage, shop, at, name=f"demo:today:{shop}:{n}", stop=stop)
        at = now - timedelta(hours=26)
        yield stories.fetched(stage, shop, at, name=f"demo:today:{shop}:ready", stop="ready")
        yield stories.tried_on(
            stage, shop, now - timedelta(minutes=16), name=f"demo:try:{shop}:asked", stop="requested"
        )
        yield stories.tried_on(stage, shop, now - timedelta(hours=25), name=f"demo:try:{shop}:ready", stop="ready")
    for n, (hours, stop) in enumerate(((1, "planned"), (3, "planned"), (7, "planned"), (26, "pack"), (50, "ship"))):
        yield stories.at_home(stage, now - timedelta(hours=hours), name=f"demo:today:home:{n}", stop=stop)
    for n, (days, back) in enumerate(((9, "requested"), (9, "approved"), (10, "received"), (8, "received"))):
        yield stories.at_home(stage, now - timedelta(days=days), name=f"demo:back:{n}", back=back)
    yield refill(stage, _SHIBUYA, now - timedelta(hours=22), name="demo:way:0", stop="send")
    yield refill(stage, _KICHIJOJI, now - timedelta(hours=26), name="demo:way:1", stop="receive")
    yield refill(stage, _KICHIJOJI, now - timedelta(hours=14), name="demo:way:2", stop="send")
    yield refill(stage, _YOKOHAMA, now - timedelta(hours=2), name="demo:way:3", stop="ready")
    yield count(stage, _KICHIJOJI, now - timedelta(minutes=50), name="demo:count:now", stop="counting")
    yield count(stage, _SHIBUYA, now - timedelta(hours=3), name="demo:count:look", stop="review")
    yield stories.left_behind(stage, now - timedelta(hours=5), name="demo:left:today")


def _with_card(stage: Stage, at: datetime, card: tuple[str, int]) -> Story:
    """Spend a gift card at a till."""
    name = f"demo:card:{card[1]}:{at:%d%H%M}"
    rng = stage.rng(name)
    yield at
    tills.sell(stage, name, _SHIBUYA, stage.goods(rng, 2), None, card=card, now=at)


def _sweeps(stage: Stage) -> Story:
    """Do each night what the clock does."""
    at = begins(stage.now) + timedelta(hours=20)
    while at < stage.now:
        yield at
        _sweep(at)
        at += timedelta(days=1)
    yield stage.now
    _sweep(stage.now)


def _sweep(now: datetime) -> None:
    payments.talk(now=now)
    payments.hear_simulator(now=now)
    checkout.give_up_unpaid(now=now)
    stock.expire(now=now)
    fulfilment.end_waiting(now=now)
    loyalty.activate(now=now)
    owed.issue_owed(now=now)
    checkout.abandon(now=now, after=timedelta(days=3))


def _when(stage: Stage, share: float) -> datetime:
    """Give a moment of the weeks, none of today."""
    return begins(stage.now) + timedelta(days=1 + (DAYS - 3) * share)

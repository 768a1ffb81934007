# SPDX-License-Identifier: Apache-2.0
"""What people do in the last weeks, story by story: bought at home, fetched, refused, tried on, brought back elsewhere."""

from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.stock import actions as stock
from omotenashi.simulate.floors import buying, tills, working
from omotenashi.simulate.floors.stage import WAREHOUSE, Shopper, Stage, Story, in_hours, one_of

_REASONS = ("size", "changed_mind", "damaged")


def at_home(
    stage: Stage, at: datetime, *, name: str, coupons: dict[UUID, str] | None = None, stop: str = "",
    back: str = "", refused: bool = False, outcome: str = "success",
) -> Story:  # fmt: skip
    """Order to one's home, sometimes with points or a coupon; `back` says where some of it is brought back."""
    rng = stage.rng(name)
    yield at
    shopper = one_of(rng, stage.online)
    code = (coupons or {}).get(shopper.node_ids[0], "")
    order_id = buying.order(
        name, shopper, stage.goods(rng, 1 if back else int(rng.integers(1, 4))), points=rng.random() < 0.5,
        coupons=[code] if code else (), outcome=outcome, now=at,
    )  # fmt: skip
    if order_id is None:
        return
    if refused:
        yield from working.refuse(order_id, at, reason=("not_found", "busy", "damaged")[int(rng.integers(3))])
    yield from working.parcels(order_id, at + timedelta(hours=1), stop=stop)
    if back in stage.tills:
        yield from brought_back(stage, order_id, in_hours(at + timedelta(days=5)), shop=back, name=name)
    elif back:
        yield from sent_back(stage, order_id, at + timedelta(days=4), shopper, name=name, stop=back)


def fetched(
    stage: Stage, shop: str, at: datetime, *, name: str, comes: timedelta | None = timedelta(hours=20), stop: str = "",
    refused: bool = False, exchanged: str = "",
) -> Story:  # fmt: skip
    """Order on the site, fetch in a shop; at another shop something may be exchanged later."""
    rng = stage.rng(name)
    yield at
    shopper = one_of(rng, stage.regulars)
    order_id = buying.order(
        name, shopper, stage.lying(rng, shop, 1 + int(rng.integers(2))), mode="pickup", place=stage.places[shop],
        points=rng.random() < 0.5, now=at,
    )  # fmt: skip
    if order_id is None:
        return
    if refused:
        yield from working.refuse(order_id, at, reason="not_found")
    yield from working.counter(order_id, at, shopper.node_ids, comes=comes, stop=stop)
    if exchanged:
        at = in_hours(at + timedelta(days=4))
        yield from brought_back(stage, order_id, at, shop=exchanged, name=name)
        tills.sell(stage, f"{name}:instead", exchanged, stage.goods(rng, 1), shopper, now=at + timedelta(minutes=4))


def tried_on(stage: Stage, shop: str, at: datetime, *, name: str, stop: str = "", comes: bool = True) -> Story:
    """Let goods be laid aside, try them on, buy one."""
    rng = stage.rng(name)
    yield at
    shopper = one_of(rng, stage.regulars)
    wanted = dict.fromkeys(stage.lying(rng, shop, 2), 1)
    where, contact = stage.places[shop], shopper.contact
    try:
        hold = fulfilment.hold_try_on(
            node_id=shopper.node_ids[0], location_id=where, wanted=wanted, key=name, now=at, name=contact.name,
            phone=contact.phone,
        )  # fmt: skip
    except (fulfilment.TryOnRefused, stock.OutOfStock):
        return
    for minutes, step in ((20, "confirm"), (35, "ready")):
        if stop == "requested":
            return
        moment = in_hours(at + timedelta(minutes=minutes))
        yield moment
        getattr(fulfilment, f"{step}_try_on")(hold, key=f"{name}:{step}", now=moment, actor="demo")
        if stop == step:
            return
    if not comes:
        yield (at := at + timedelta(hours=50))
        fulfilment.end_try_ons(now=at)
        return
    yield (at := in_hours(at + timedelta(hours=6)))
    fulfilment.visit_try_on(hold, key=f"{name}:visit", now=at, actor="demo")
    bought = {next(iter(wanted)): 1}
    fulfilment.close_try_on(hold, bought=bought, key=f"{name}:close", now=at + timedelta(minutes=25), actor="demo")
    tills.sell(stage, f"{name}:bought", shop, list(bought), shopper, points=True, now=at + timedelta(minutes=27))


def brought_back(stage: Stage, order_id: UUID, at: datetime, *, shop: str, name: str) -> Story:
    """Bring a piece back to the counter of a shop, whichever channel it was bought in."""
    yield at
    line = _returnable(order_id)
    if line is not None:
        fulfilment.take_back(
            order_id, {line: (1, "on_hand")}, reason="size", location_id=stage.places[shop], key=f"{name}:back",
            channel="STORE", now=at, actor="demo",
        )  # fmt: skip


def sent_back(stage: Stage, order_id: UUID, at: datetime, shopper: Shopper, *, name: str, stop: str) -> Story:
    """Ask on the site to send a piece back; the warehouse looks at it. `stop`: as far as this step."""
    yield at
    line = _returnable(order_id)
    if line is None:
        return
    asked = fulfilment.request_return(
        order_id, {line: 1}, reason=_REASONS[shopper.node_ids[0].int % 3], key=f"{name}:back", now=at, by="customer"
    )
    if stop == "requested":
        return
    yield (at := at + timedelta(hours=5))
    fulfilment.approve_return(asked, key=f"{name}:approve", now=at, actor="demo")
    if stop == "approved":
        return
    yield (at := at + timedelta(hours=40))
    place = stage.places[WAREHOUSE]
    fulfilment.receive_return(asked, {line: 1}, location_id=place, key=f"{name}:receive", now=at, actor="demo")
    if stop == "received":
        return
    yield (at := at + timedelta(hours=2))
    fulfilment.inspect_return(asked, {line: "on_hand"}, key=f"{name}:inspect", now=at, actor="demo")
    fulfilment.resolve_return(asked, key=f"{name}:resolve", now=at, actor="demo")


def left_behind(stage: Stage, at: datetime, *, name: str) -> Story:
    """Fill a basket and go away."""
    rng = stage.rng(name)
    yield at
    shopper = one_of(rng, stage.online)
    buying.open_basket(shopper, stage.goods(rng, int(rng.integers(1, 4))), now=at)


def _returnable(order_id: UUID) -> UUID | None:
    lines = OrderLine.objects.filter(order_id=order_id, kind="goods", order__cancelled_at=None)
    return lines.filter(order__completed_at__isnull=False).order_by("pk").values_list("uid", flat=True).first()

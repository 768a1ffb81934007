# SPDX-License-Identifier: Apache-2.0
"""購買ファネル: looked at, put into the cart, bought, over all channels; a cart that ended in a shop is not lost."""

from dataclasses import dataclass
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.moments import MILLION, micros
from omotenashi.insight.measures.params import DECIDED, Common, option
from omotenashi.insight.measures.purchases import entries, in_period
from omotenashi.insight.measures.words import N_

STEPS = ("view", "cart", "buy", "left", "open")
_PLACES = ("view", "cart", "buy", "buy", "left", "open")
_OWN_CHANNEL = 3
# What somebody does at one moment, in this order.
_VIEW, _CART, _BUY = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class FunnelParams(Common):
    """``from`` and ``to`` choose the day of the view; the filters choose the purchase, never the view."""

    heeds: ClassVar[tuple[str, ...]] = DECIDED

    window: int = option(7, N_("Within days"), low=1)


def _each(tables: Tables, params: FunnelParams) -> ir.Table:
    """One row a person who looked at something: carted, buys, channel (of it, "" for none), young (too early to say)."""
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    sold = entries(tables, params)
    sold = sold.filter(sold.counts, sold.order.notnull()).select("node", "channel", sold=micros(sold.placed_at))
    chosen = _looks(tables, params, sold, claimed)
    made = chosen.group_by("person").agg(
        viewed=chosen.step_view.any(),
        carted=chosen.step_cart.any(),
        buys=chosen.step_buy.any(),
        sold=chosen.sold.min(where=chosen.step_buy),
        last_cart=chosen.day.max(where=chosen.step_cart),
    )
    made = made.filter(made.viewed)
    # The few who bought are found first, so that not every purchase has to be claimed once more.
    ended = made.filter(made.buys).select("person", "sold").join(claimed, "person").select("person", "node", "sold")
    ended = ended.join(sold, ["node", "sold"])
    places = ended.group_by("person").agg(channel=ended.channel.min())
    young = ibis.literal(params.as_of).delta(made.last_cart, unit="day") < params.window
    made = made.select("person", "carted", "buys", young=young.fill_null(False))
    made = made.left_join(places, "person").drop("person_right")
    return made.mutate(channel=made.channel.fill_null(""))


def _looks(tables: Tables, params: FunnelParams, sold: ir.Table, claimed: ir.Table) -> ir.Table:
    """Views and carts in their order: person, day, step_view, step_cart, step_buy, sold (moment of the purchase after it)."""
    came = tables.touches.filter(tables.touches.day <= params.as_of, tables.touches.act.isin(("view", "cart")))
    place = (came.act == "view").ifelse(_VIEW, _CART).cast("int8")
    events = came.select("node", "day", at=micros(came["at"]), place=place).union(
        sold.select("node", day=ibis.null("date"), at="sold", place=ibis.literal(_BUY, "int8"))
    )
    events = events.join(claimed, "node").select("person", "day", "at", "place")
    order = [events["at"], events.place]
    before = ibis.window(group_by=events.person, order_by=order, rows=(None, 0))
    after = ibis.window(group_by=events.person, order_by=order, rows=(0, None))
    events = events.mutate(
        seen=(events.place == _VIEW).ifelse(events["at"], None).max().over(before),
        sold=(events.place == _BUY).ifelse(events["at"], None).min().over(after),
    )
    events = in_period(events.filter(events.place != _BUY), params)
    window = params.window * 86_400 * MILLION
    # A step counts from the last view before it: whoever looks again begins again.
    cart = (events.place == _CART) & (events["at"] - events.seen <= window).fill_null(False)
    buys = cart & (events.sold - events.seen <= window).fill_null(False)
    return events.select("person", "day", "sold", step_view=events.place == _VIEW, step_cart=cart, step_buy=buys)


def _steps(each: ir.Table) -> ir.Table:
    """The rows once for every step that was reached, with its name and the channel of a purchase."""
    grid = each.cross_join(cells.numbers(*range(len(_PLACES)), name="place"))
    lost = grid.carted & ~grid.buys
    viewed = ibis.literal(True)
    reached = (viewed, grid.carted, grid.buys, grid.buys, lost & ~grid.young, lost & grid.young)
    inside = ibis.cases(*((grid.place == place, held) for place, held in enumerate(reached)), else_=False)
    step = ibis.cases(*((grid.place == place, name) for place, name in enumerate(_PLACES)), else_="")
    # A purchase counts once for all channels and once for its own.
    channel = (grid.place == _OWN_CHANNEL).ifelse(grid.channel, "")
    return grid.filter(inside).mutate(step=step, channel=channel)


def rows(tables: Tables, params: FunnelParams) -> ir.Table:
    """step (view, cart, buy, left: no purchase anywhere, open: too early to say), channel (of buy), customers, pct."""
    each = _each(tables, params)
    # Few differ, so they are counted first.
    found = _steps(each.group_by("carted", "buys", "young", "channel").agg(heads=each.count()))
    made = found.group_by("step", "channel").agg(customers=found.heads.sum())
    whole = made.agg(views=made.customers.sum(where=made.step == "view"))
    made = made.cross_join(whole)
    made = made.mutate(pct=cells.percent(made.customers, made["views"])).drop("views")
    place = ibis.cases(*((made.step == name, at) for at, name in enumerate(STEPS)), else_=9)
    return made.order_by(place, (made.channel != ""), ibis.desc("customers"), "channel")


def people(tables: Tables, params: FunnelParams, cell: Cell) -> ir.Table:
    """Customers who reached the step; with a channel, those who bought there."""
    cells.part_of(cell, MEASURE.counts)
    found = _steps(_each(tables, params))
    found = found.filter(found.step == cells.text_of(cell, "step"), found.channel == cells.text_of(cell, "channel"))
    return found.select("person")


def population(tables: Tables, params: FunnelParams) -> ir.Table:
    """viewed, carted, bought (anywhere), left, pct (bought ÷ viewed), saved (carts that ended in another channel)."""
    each = _each(tables, params)
    lost = each.carted & ~each.buys
    made = each.agg(
        viewed=each.count(),
        carted=each.carted.sum().fill_null(0),
        bought=each.buys.sum().fill_null(0),
        saved=(each.buys & (each.channel != "EC")).sum().fill_null(0),
        left=(lost & ~each.young).sum().fill_null(0),
    )
    return made.mutate(pct=cells.percent(made.bought, made.viewed))


MEASURE = Measure(
    name="funnel-channels",
    title=N_("Purchase funnel over all channels"),
    question=N_("How many who look also buy, wherever it is?"),
    formula=N_("Customers who viewed → put into the cart → bought in any channel, each within N days of the view."),
    notes=(
        N_("A cart left on the web and bought in a shop is not lost, and needs no mail."),
        N_("Who never viewed is not in it. A cart younger than N days is undecided, neither bought nor left."),
    ),
    params=FunnelParams,
    keys=("step", "channel"),
    counts=("customers",),
    columns=(
        Column("step", N_("Step"), "text"),
        Column("channel", N_("Bought in"), "text"),
        Column("customers", N_("Customers"), "people"),
        Column("pct", N_("Share of those who viewed"), "percent"),
    ),
    totals=(
        Column("viewed", N_("Viewed"), "people"),
        Column("carted", N_("Put into the cart"), "people"),
        Column("bought", N_("Bought"), "people"),
        Column("saved", N_("of them outside the web"), "people"),
        Column("pct", N_("Share of those who viewed"), "percent"),
        Column("left", N_("Cart left"), "people"),
    ),
    chart=Chart("bar", x="step", y=("customers",)),
    rows=rows,
    people=people,
    population=population,
)

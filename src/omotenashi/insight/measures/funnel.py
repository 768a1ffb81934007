# SPDX-License-Identifier: Apache-2.0
"""購買ファネル: looked at, put into the cart, bought, over all channels; a cart that ended in a shop is not lost."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.journeys import touched
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import in_period, owned
from omotenashi.insight.measures.words import N_

STEPS = ("view", "cart", "buy", "left", "open")
_PLACES = ("view", "cart", "buy", "buy", "left", "open")
_OWN_CHANNEL = 3


@dataclass(frozen=True, kw_only=True)
class FunnelParams(Common):
    """``from`` and ``to`` choose the day of the view; the filters choose the purchase, never the view."""

    window: int = option(7, N_("Within days"), low=1)


def _each(tables: Tables, params: FunnelParams) -> ir.Table:
    """One row a person who looked at something: carted, carted_at, bought (channel, "" for none), is it too early?"""
    came = touched(tables, params)
    came = came.filter(came.act.isin(("view", "cart")))
    sold = owned(tables, params)
    sold = sold.filter(sold.counts, sold.order.notnull())
    events = came.select("person", "day", "at", "act").union(
        sold.select("person", "day", at=sold.placed_at, act=ibis.literal("buy"))
    )
    late = events["at"].epoch_seconds().cast("int64")
    events = events.mutate(second=late, rank=events.act.cases(("view", 0), ("cart", 1), else_=2))
    order = [events["at"], events["rank"]]
    before = ibis.window(group_by=events.person, order_by=order, rows=(None, 0))
    after = ibis.window(group_by=events.person, order_by=order, rows=(0, None))
    events = events.mutate(
        seen=(events.act == "view").ifelse(events.second, None).max().over(before),
        sold=(events.act == "buy").ifelse(events.second, None).min().over(after),
    )
    window = params.window * 86_400
    # A step counts from the last view before it: whoever looks again begins again.
    cart = (events.act == "cart") & (events.second - events.seen <= window)
    buys = cart & (events.sold - events.seen <= window)
    events = events.mutate(
        step_view=events.act == "view", step_cart=cart.fill_null(False), step_buy=buys.fill_null(False)
    )
    chosen = events.filter(events.step_view | events.step_cart)
    chosen = in_period(chosen, params)
    made = chosen.group_by("person").agg(
        viewed=chosen.step_view.any(),
        carted=chosen.step_cart.any(),
        buys=chosen.step_buy.any(),
        sold=chosen.sold.min(where=chosen.step_buy),
        last_cart=chosen.day.max(where=chosen.step_cart),
    )
    second = sold.placed_at.epoch_seconds().cast("int64")
    places = sold.group_by("person", sold=second).agg(channel=sold.channel.min())
    made = made.filter(made.viewed).left_join(places, ["person", "sold"])
    made = made.drop("person_right", "sold_right").mutate(channel=lambda t: t.channel.fill_null(""))
    young = ibis.literal(params.as_of).delta(made.last_cart, unit="day") < params.window
    return made.mutate(young=young.fill_null(False))


def _steps(tables: Tables, params: FunnelParams) -> ir.Table:
    """person, step, channel: a person stands in every step that was reached."""
    each = _each(tables, params).cross_join(cells.numbers(*range(len(_PLACES)), name="place"))
    lost = each.carted & ~each.buys
    reached = (each.viewed, each.carted, each.buys, each.buys, lost & ~each.young, lost & each.young)
    inside = ibis.cases(*((each.place == place, held) for place, held in enumerate(reached)), else_=False)
    step = ibis.cases(*((each.place == place, name) for place, name in enumerate(_PLACES)), else_="")
    # A purchase counts once for all channels and once for its own.
    channel = (each.place == _OWN_CHANNEL).ifelse(each.channel, "")
    return each.filter(inside).select("person", step=step, channel=channel)


def rows(tables: Tables, params: FunnelParams) -> ir.Table:
    """step (view, cart, buy, left: no purchase anywhere, open: too early to say), channel (of buy), customers, pct."""
    found = _steps(tables, params)
    made = found.group_by("step", "channel").agg(customers=found.count())
    whole = made.agg(views=made.customers.sum(where=made.step == "view"))
    made = made.cross_join(whole)
    made = made.mutate(pct=cells.percent(made.customers, made["views"])).drop("views")
    place = ibis.cases(*((made.step == name, at) for at, name in enumerate(STEPS)), else_=9)
    return made.order_by(place, (made.channel != ""), ibis.desc("customers"), "channel")


def people(tables: Tables, params: FunnelParams, cell: Cell) -> ir.Table:
    """Customers who reached the step; with a channel, those who bought there."""
    cells.part_of(cell, MEASURE.counts)
    found = _steps(tables, params)
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

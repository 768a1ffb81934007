# SPDX-License-Identifier: Apache-2.0
"""比較検討: what was looked at, tried or put into a cart before a purchase, and what was bought in its place."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.derived import things
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import ItemParams, items, with_name
from omotenashi.insight.measures.journeys import touched
from omotenashi.insight.measures.params import COUNTED, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_

# What is a look at a thing: on the web, in the hand, on the body, in the cart.
_LOOKS = ("view", "try", "cart")
NOTHING = ""
_MOST = 100


@dataclass(frozen=True, kw_only=True)
class LostToParams(ItemParams):
    """``from`` and ``to`` choose the day of looking; the filters choose the purchase, never the look."""

    heeds: ClassVar[tuple[str, ...]] = tuple(name for name in COUNTED if name != "dated")

    source: str = option("", N_("Looked at (code)"))
    days: int = option(14, N_("Within days before the purchase"), low=1)
    among: Literal["bought", "looked"] = option(
        "bought", N_("Lost to"), help_text=N_("looked: only to what was looked at as well.")
    )
    least: int = option(3, N_("Customers at least"), low=1)
    top: int = option(10, N_("Things shown"), low=1)


def _orders(tables: Tables, params: LostToParams) -> ir.Table:
    found = owned(tables, params)
    return found.filter(found.counts, found.order.notnull()).select("order", "person", "day", "placed_at")


def _met(tables: Tables, params: LostToParams, seen: ir.Table) -> ir.Table:
    """What was bought after looking (won), up to the days after it: person, item, sold, day, won."""
    near = seen.filter(seen.sold.notnull()).join(_orders(tables, params), "person")
    near = near.filter(near.day >= near.began, days_between(near.day, near.ended) <= params.days)
    things = items(tables, params.level, params.exclude).rename(won="item")
    return near.join(things, "order").select("person", "item", "sold", "day", "won")


def _taken(met: ir.Table) -> ir.Table:
    """Looks that ended well (person, item, sold): bought within the days, in this purchase or in the next."""
    return met.filter(met.item == met.won).select("person", "item", "sold").distinct()


def _lost(tables: Tables, params: LostToParams, seen: ir.Table, met: ir.Table) -> ir.Table:
    """person, item, won: what was bought in place of what was looked at; NOTHING without a purchase."""
    bought = met.filter(met.day == met.sold, met.item != met.won)
    bought = bought.anti_join(_taken(met), ["person", "item", "sold"])
    if params.among == "looked":
        every = _seen(_came(tables, params), tables, params)
        bought = bought.semi_join(every.select("person", "sold", won="item"), ["person", "won", "sold"])
    nothing = seen.filter(seen.sold.isnull()).select("person", "item", won=ibis.literal(NOTHING))
    return bought.select("person", "item", "won").union(nothing).distinct()


def _came(tables: Tables, params: LostToParams) -> ir.Table:
    """Looks of known persons: person, day, at, item."""
    came = touched(tables, params)
    came = in_period(came.filter(came.act.isin(_LOOKS), came["product"].notnull()), params)
    came = came.select("person", "day", "at", item="product")
    if params.level == "category":
        came = _categories(came, tables)
    return came.filter(came.item.notin(params.exclude)) if params.exclude else came


def _shown(tables: Tables, params: LostToParams) -> ir.Table:
    """Looks at the chosen thing, or at those that are looked at most often."""
    came = _came(tables, params)
    if params.source:
        return came.filter(came.item == params.source)
    most = came.group_by("item").agg(looks=came.count()).order_by(ibis.desc("looks"), "item").limit(params.top)
    return came.semi_join(most, "item")


def _seen(came: ir.Table, tables: Tables, params: LostToParams) -> ir.Table:
    """person, item, sold (day of the next purchase within the days, or null), began and ended (days of looking).

    Looks whose days have not gone by yet and that led to nothing so far are left out.
    """
    came = came.group_by("person", "item", "day").agg(at=came["at"].min())
    sold = _next(came, _orders(tables, params), params.days)
    rows = came.left_join(sold, ["person", "item", "day"]).drop("person_right", "item_right", "day_right")
    over = days_between(ibis.literal(params.as_of), rows.day) > params.days
    rows = rows.filter(rows.sold.notnull() | over)
    return rows.group_by("person", "item", "sold").agg(began=rows.day.min(), ended=rows.day.max())


def _next(came: ir.Table, orders: ir.Table, days: int) -> ir.Table:
    """person, item, day of each look that a purchase followed within the days, and the day of the first such (sold)."""
    # In spans of so many days a purchase lies in that of the look or in the next one: keys that are equal join fast.
    width = days + 1
    both = came.cross_join(cells.numbers(0, 1, name="later"))
    both = both.mutate(span=both.day.epoch_days().cast("int64") // width + both.later)
    bought = orders.select("person", "placed_at", sold="day", span=orders.day.epoch_days().cast("int64") // width)
    met = both.join(bought, ["person", "span"])
    met = met.filter(met.placed_at >= met["at"], days_between(met.sold, met.day) <= days)
    return met.group_by("person", "item", "day").agg(sold=met.sold.min())


def _categories(came: ir.Table, tables: Tables) -> ir.Table:
    """Looks at products as looks at their categories; a product that was never sold has none."""
    known = things(tables)
    known = known.filter(known.category.notnull())
    known = known.group_by(item="product").agg(category=known.category.max())
    return came.join(known, "item").select("person", "day", "at", item="category")


def _pairs(lost: ir.Table, things: ir.Table, params: LostToParams) -> ir.Table:
    """item, won, customers: what each thing was lost to often enough, and always how many bought nothing."""
    pairs = lost.group_by("item", "won").agg(customers=lost.count())
    rivals = pairs.filter(pairs.customers >= params.least, pairs.won != NOTHING)
    rivals = rivals.order_by(ibis.desc("customers"), "item", "won").limit(_MOST)
    nothing = pairs.filter(pairs.won == NOTHING).select("item", "customers")
    every = things.left_join(nothing, "item")
    every = every.select("item", won=ibis.literal(NOTHING), customers=every.customers.fill_null(0))
    return rivals.select("item", "won", "customers").union(every)


def rows(tables: Tables, params: LostToParams) -> ir.Table:
    """seen, won ("": nothing), their names, viewers, bought (of them), customers (lost to it), pct (of the viewers)."""
    seen = _seen(_shown(tables, params), tables, params)
    things = seen.group_by("item").agg(viewers=seen.person.nunique())
    met = _met(tables, params, seen)
    got = _taken(met)
    got = got.group_by("item").agg(bought=got.person.nunique())
    made = _pairs(_lost(tables, params, seen, met), things, params).join(things, "item")
    made = made.left_join(got, "item").drop("item_right")
    made = made.mutate(bought=made.bought.fill_null(0), pct=cells.percent(made.customers, made.viewers))
    made = with_name(made.rename(seen="item"), tables, params.level, seen_name="seen", won_name="won")
    return made.order_by(ibis.desc("viewers"), "seen", made.won == NOTHING, ibis.desc("customers"), "won")


def people(tables: Tables, params: LostToParams, cell: Cell) -> ir.Table:
    """Customers who looked at the one and bought the other (or nothing), all who looked, or who bought it."""
    part, asked = cells.part_of(cell, MEASURE.counts), replace(params, source=cells.text_of(cell, "seen"))
    seen = _seen(_shown(tables, asked), tables, asked)
    if part == "customers":
        lost = _lost(tables, params, seen, _met(tables, params, seen))
        return lost.filter(lost.won == cells.text_of(cell, "won")).select("person")
    return (seen if part == "viewers" else _taken(_met(tables, params, seen))).select("person").distinct()


def population(tables: Tables, params: LostToParams) -> ir.Table:
    """Of the things shown: viewers; bought (it), other (something else), nothing: one person may be in several."""
    seen = _seen(_shown(tables, params), tables, params)
    taken = _taken(_met(tables, params, seen))
    gone = seen.filter(seen.sold.notnull()).anti_join(taken, ["person", "item", "sold"])
    made = seen.agg(viewers=seen.person.nunique(), nothing=seen.person.nunique(where=seen.sold.isnull()))
    made = made.cross_join(taken.agg(bought=taken.person.nunique())).cross_join(gone.agg(other=gone.person.nunique()))
    return made.mutate(pct=cells.percent(made.bought, made.viewers))


_VIEWERS = Column("viewers", N_("Looked at it"), "people")
_BOUGHT = Column("bought", N_("Bought it"), "people")
MEASURE = Measure(
    name="lost-to",
    title=N_("Looked at and lost to"),
    question=N_("What do customers look at, and what do they buy in its place?"),
    formula=N_(
        "Customers who looked at A within N days before a purchase, did not buy A within N days, and bought B ÷ "
        "customers who looked at A."
    ),
    notes=(
        N_("Looking is viewing on the web, picking up, trying on or putting into the cart."),
        N_("Who bought nothing has not gone to another product: they stand apart. Young looks are left out."),
    ),
    params=LostToParams,
    keys=("seen", "won"),
    counts=("customers", "viewers", "bought"),
    columns=(
        Column("seen", N_("Looked at"), "text"),
        Column("seen_name", N_("Name"), "text"),
        Column("won", N_("Bought in its place"), "text"),
        Column("won_name", N_("Name"), "text"),
        _VIEWERS,
        _BOUGHT,
        Column("customers", N_("Lost to it"), "people"),
        Column("pct", N_("Share of those who looked"), "percent"),
    ),
    totals=(
        Column("viewers", N_("Looked at these"), "people"),
        Column("bought", N_("Bought what they looked at"), "people"),
        Column("pct", N_("Share of those who looked"), "percent"),
        Column("other", N_("Bought something else"), "people"),
        Column("nothing", N_("Looked and bought nothing"), "people"),
    ),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)

# SPDX-License-Identifier: Apache-2.0
"""興味の理由: what buyers say brought them here, beside what the first touch before the order says, and how often both agree."""

from dataclasses import dataclass
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.derived import ARRIVALS
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells, origins
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.moments import first, micros
from omotenashi.insight.measures.origins import DIRECT, KINDS, OTHER, UNSEEN
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchase_reason import asked_about
from omotenashi.insight.measures.purchases import days_between
from omotenashi.insight.measures.words import N_

_SIDES = (*KINDS, DIRECT, OTHER, UNSEEN)


@dataclass(frozen=True, kw_only=True)
class InterestParams(Common):
    """``from`` and ``to`` choose the day of the order that was asked about."""

    heeds: ClassVar[tuple[str, ...]] = (
        "as_of",
        "start",
        "end",
        "channel",
        "location",
        "medium",
        "product",
        "category",
        "zero",
    )

    window: int = option(90, N_("Within days before the purchase"), low=1)
    kinds: tuple[str, ...] = option(
        (), N_("What a reason or a medium means"), help_text=N_("Example: SNS=content, TV01=ad")
    )

    def __post_init__(self) -> None:
        origins.kinds_told(self.kinds)


def _both(tables: Tables, params: InterestParams) -> ir.Table:
    """Answered orders: order, person (null for nobody's), said, touch, compared (both know a way), agreed."""
    asked = asked_about(tables, params)
    found = asked.filter(asked.reason.notnull())
    told = origins.kinds_told(params.kinds)
    found = found.mutate(said=origins.said(found.reason, told))
    came = _first_touches(tables, params, found)
    found = found.left_join(came, "order").drop("order_right")
    named = tables.orders.select("order", own=origins.of_medium(tables.orders.medium, told))
    found = found.join(named, "order")
    found = found.mutate(touch=ibis.coalesce(found.touch, found.own, UNSEEN))
    compared = found.said.isin(KINDS) & found.touch.isin(KINDS)
    return found.select(
        "order", "person", "said", "touch", compared=compared, agreed=compared & (found.said == found.touch)
    )


def _first_touches(tables: Tables, params: InterestParams, found: ir.Table) -> ir.Table:
    """order, touch: the kind of the first touch of its customer within the days before it; no row without one."""
    placed = found.select("order", "person").join(
        tables.orders.select("order", "day", placed=micros(tables.orders.placed_at)), "order"
    )
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    came = tables.touches.filter(tables.touches.act.isin(ARRIVALS), tables.touches.day <= params.as_of)
    came = came.select(
        "node", came="day", at=micros(came["at"]), kind=origins.seen(came, origins.kinds_told(params.kinds))
    )
    came = came.join(claimed, "node").select("person", "came", "at", "kind")
    met = placed.join(came, "person")
    met = met.filter(met["at"] <= met.placed, days_between(met.day, met.came) <= params.window)
    number = ibis.cases(*((met.kind == kind, place) for place, kind in enumerate(_SIDES)), else_=len(_SIDES))
    # Of one moment, the first of the kinds: a number to sort by, and the same on every engine.
    made = met.mutate(number=number.cast("int64"))
    made = made.group_by("order").agg(number=first(made.number, made["at"] * len(_SIDES) + made.number))
    kind = ibis.cases(*((made.number == place, kind) for place, kind in enumerate(_SIDES)), else_=UNSEEN)
    return made.select("order", touch=kind)


def rows(tables: Tables, params: InterestParams) -> ir.Table:
    """said, touch, orders, share (of the answered), customers, agrees; in the order of the kinds."""
    found = _both(tables, params)
    made = found.group_by("said", "touch").agg(orders=found.order.nunique(), customers=found.person.nunique())
    made = made.mutate(share=cells.percent(made.orders, made.orders.sum().over()), agrees=made.said == made.touch)
    return made.order_by(_place(made.said), _place(made.touch))


def _place(side: ir.StringValue) -> ir.IntegerValue:
    return ibis.cases(*((side == kind, place) for place, kind in enumerate(_SIDES)), else_=len(_SIDES))


def people(tables: Tables, params: InterestParams, cell: Cell) -> ir.Table:
    """Customers who said the one, and whose first touch says the other."""
    cells.part_of(cell, MEASURE.counts)
    found = _both(tables, params)
    found = found.filter(found.said == cells.text_of(cell, "said"), found.touch == cells.text_of(cell, "touch"))
    return found.filter(found.person.notnull()).select("person").distinct()


def population(tables: Tables, params: InterestParams) -> ir.Table:
    """orders, answered, unanswered, compared, agreed, pct, kappa (agreement beyond chance, of the compared)."""
    asked, both = asked_about(tables, params), _both(tables, params)
    made = asked.agg(orders=asked.order.nunique(), answered=asked.reason.count())
    made = made.mutate(unanswered=made.orders - made.answered, answer_pct=cells.percent(made.answered, made.orders))
    met = both.agg(
        compared=both.compared.sum().fill_null(0),
        agreed=both.agreed.sum().fill_null(0),
        chance=_by_chance(both),
    )
    made = made.cross_join(met)
    whole = made.compared.nullif(0)
    seen, chance = made.agreed / whole, made.chance / (whole * whole)
    return made.mutate(
        pct=cells.percent(made.agreed, made.compared), kappa=(seen - chance) / (1 - chance).nullif(0)
    ).drop("chance")


def _by_chance(both: ir.Table) -> ir.Value:
    """How many pairs of one kind there are: of each kind, times said × times touched."""
    return sum(
        (both.compared & (both.said == kind)).sum().fill_null(0)
        * (both.compared & (both.touch == kind)).sum().fill_null(0)
        for kind in KINDS
    )


_ORDERS = Column("orders", N_("Orders"), "count")
MEASURE = Measure(
    name="interest",
    title=N_("Reasons for interest"),
    question=N_("What made people interested: what do they say, and what does the first touch say?"),
    formula=N_(
        "Answered orders by the kind of their reason and by the kind of the customer's first touch within N days before the "
        "order. Agreement = both name the same kind ÷ both name one. Kappa = (agreement − agreement by chance) ÷ (1 − "
        "agreement by chance)."
    ),
    notes=(
        N_("Orders without an answer are counted apart: silence is no reason."),
        N_("A reason like a gift or the price names no way: it stands under “other” and is not compared."),
        N_(
            "“By themselves”: the first touch has no ad, search, link or message before it. “Not seen”: no touch is known."
        ),
    ),
    params=InterestParams,
    keys=("said", "touch"),
    counts=("customers",),
    columns=(
        Column("said", N_("Reason given"), "text"),
        Column("touch", N_("Seen first"), "text"),
        _ORDERS,
        Column("share", N_("Share of the answers"), "percent"),
        Column("customers", N_("Customers"), "people"),
        Column("agrees", N_("Both say the same"), "flag"),
    ),
    totals=(
        _ORDERS,
        Column("answered", N_("With an answer"), "count"),
        Column("unanswered", N_("Without an answer"), "count"),
        Column("compared", N_("Both name a way"), "count"),
        Column("pct", N_("Agreement"), "percent"),
        Column("kappa", N_("Kappa"), "ratio"),
        Column("agreed", N_("Both say the same"), "count"),
        Column("answer_pct", N_("Share of orders with an answer"), "percent"),
    ),
    chart=Chart("heat", x="touch", y=("orders",), series="said"),
    rows=rows,
    people=people,
    population=population,
)

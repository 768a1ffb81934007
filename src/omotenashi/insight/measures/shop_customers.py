# SPDX-License-Identifier: Apache-2.0
"""担当顧客のLTV: what the customers of a shop are worth in every channel, beside what they buy in the shop itself.

A shop's customers are those who bought there or whom it helped to buy elsewhere. Who helps along a sale on the web sees it
here: a shop that is judged by its own till alone sends nobody to the web.
"""

from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.cross_use import year_before
from omotenashi.insight.measures.params import Common
from omotenashi.insight.measures.purchases import in_period, owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class ShopCustomersParams(Common):
    """Without ``from`` the last 12 months count."""


def _bought(tables: Tables, params: ShopCustomersParams) -> ir.Table:
    """order, person, location ("" for none), amount, counts: what known customers bought in the span."""
    span = replace(params, start=params.start or year_before(params.end or params.as_of))
    # Every channel counts for what a customer is worth, so a chosen shop chooses rows, not purchases.
    found = in_period(owned(tables, replace(span, location=())), span)
    return found.select("order", "person", "amount", "counts", location=found.location.fill_null(""))


def _helped(tables: Tables, bought: ir.Table) -> ir.Table:
    """person, location, helped: shares of a shop in sales that stand elsewhere, less what came back."""
    given = tables.credits
    given = given.filter(given.location.notnull()).select("order", by="location", helped=given.amount - given.returned)
    sold = bought.filter(bought.counts, bought.order.notnull()).select("order", "person", "location")
    found = sold.join(given, "order")
    found = found.filter(found.by != found.location)
    return found.select("person", "helped", location="by")


def _members(tables: Tables, params: ShopCustomersParams) -> ir.Table:
    """location, person: who bought there or was helped there; each once."""
    bought = _bought(tables, params)
    here = bought.filter(bought.counts).select("location", "person")
    found = here.union(_helped(tables, bought).select("location", "person")).distinct()
    return found.filter(found.location.isin(params.location)) if params.location else found


def rows(tables: Tables, params: ShopCustomersParams) -> ir.Table:
    """location, customers, ltv (a customer, all channels), amount, here (in the shop), helped (elsewhere); best first."""
    bought, members = _bought(tables, params), _members(tables, params)
    worth = bought.group_by("person").agg(amount=bought.amount.sum())
    made = members.join(worth, "person").group_by("location").agg(customers=ibis._.count(), amount=ibis._.amount.sum())
    here = bought.group_by("location").agg(here=bought.amount.sum())
    helped = _helped(tables, bought).group_by("location").agg(helped=ibis._.helped.sum())
    made = made.left_join(here, "location").drop("location_right")
    made = made.left_join(helped, "location").drop("location_right")
    made = made.mutate(here=made.here.fill_null(0), helped=made.helped.fill_null(0))
    made = made.mutate(ltv=made.amount / made.customers)
    return made.order_by(ibis.desc("ltv"), "location")


def people(tables: Tables, params: ShopCustomersParams, cell: Cell) -> ir.Table:
    """The customers of a shop."""
    cells.part_of(cell, MEASURE.counts)
    found = _members(tables, params)
    return found.filter(found.location == cells.text_of(cell, "location")).select("person")


def population(tables: Tables, params: ShopCustomersParams) -> ir.Table:
    """customers (each once), ltv, amount."""
    bought = _bought(tables, params)
    worth = bought.group_by("person").agg(amount=bought.amount.sum())
    mine = worth.semi_join(_members(tables, params), "person")
    made = mine.agg(customers=mine.count(), amount=mine.amount.sum().fill_null(0))
    return made.mutate(ltv=made.amount / made.customers.nullif(0))


_LTV = Column("ltv", N_("Worth of a customer, all channels"), "money")
MEASURE = Measure(
    name="shop-customers",
    title=N_("LTV of a shop's customers"),
    question=N_("What are the customers of each shop worth, wherever they buy?"),
    formula=N_(
        "Purchases in all channels by those who bought in the shop or were helped by it ÷ their number. Helped elsewhere:"
        " the shop's share of sales that stand elsewhere, less returns."
    ),
    notes=(
        N_("The last 12 months unless a period is chosen."),
        N_("Somebody who buys in two shops is a customer of both: the rows do not add up to the company."),
    ),
    params=ShopCustomersParams,
    keys=("location",),
    counts=("customers",),
    columns=(
        Column("location", N_("Shop"), "text"),
        Column("customers", N_("Customers"), "people"),
        _LTV,
        Column("amount", N_("Amount in all channels"), "money"),
        Column("here", N_("Amount in the shop"), "money"),
        Column("helped", N_("Helped elsewhere"), "money"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        _LTV,
        Column("amount", N_("Amount in all channels"), "money"),
    ),
    chart=Chart("bar", x="location", y=("ltv",)),
    rows=rows,
    people=people,
    population=population,
)

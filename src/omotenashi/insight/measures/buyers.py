# SPDX-License-Identifier: Apache-2.0
"""購入者分析: who buys, by age, area, rank, gender, channel or shop, and what they bring."""

from dataclasses import dataclass
from typing import Literal

import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import attributes, cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import in_period, owned
from omotenashi.insight.measures.words import N_

type Split = Literal["age", "prefecture", "rank", "member_rank", "gender", "channel", "location"]


@dataclass(frozen=True, kw_only=True)
class BuyerParams(Common):
    """``by`` is a property of the customer, or of the order (channel, location)."""

    by: Split = option("age", N_("Split by"))


def _sold(tables: Tables, params: BuyerParams) -> ir.Table:
    """Orders and returns of known persons in the period, with `group`."""
    found = in_period(owned(tables, params), params)
    if params.by in attributes.OF_PERSON:
        return attributes.described(found, tables, params.by, as_of=params.as_of)
    return found.mutate(group=found[params.by].fill_null(""))


def _each(sold: ir.Table, *keys: str) -> ir.Table:
    """One row a customer (of a group): orders, amount; who only brought back is none."""
    bought = sold.counts & sold.order.notnull()
    made = sold.group_by(*keys, "person").agg(orders=sold.order.nunique(where=bought), amount=sold.amount.sum())
    return made.filter(made.orders > 0)


def rows(tables: Tables, params: BuyerParams) -> ir.Table:
    """group, customers, share, orders, amount, amount_share, mean, frequency, per_order."""
    sold = _sold(tables, params)
    each, everybody = _each(sold, "group"), _each(sold)
    made = each.group_by("group").agg(customers=each.count(), orders=each.orders.sum(), amount=each.amount.sum())
    made = made.cross_join(everybody.agg(heads=everybody.count(), all=everybody.amount.sum()))
    made = made.mutate(
        share=cells.percent(made.customers, made.heads),
        amount_share=cells.percent(made.amount, made["all"]),
        **_means(made),
    )
    return attributes.in_order(made.drop("heads", "all"), params.by, "customers")


def _means(made: ir.Table) -> dict[str, ir.Value]:
    heads, orders = made.customers.nullif(0), made.orders.nullif(0)
    return {
        "mean": made.amount / heads,
        "frequency": made.orders / heads,
        "per_order": made.amount / orders,
    }


def people(tables: Tables, params: BuyerParams, cell: Cell) -> ir.Table:
    """Customers of the group."""
    cells.part_of(cell, MEASURE.counts)
    each = _each(_sold(tables, params), "group")
    return each.filter(each.group == cells.text_of(cell, "group")).select("person")


def population(tables: Tables, params: BuyerParams) -> ir.Table:
    """Everybody once: customers, orders, amount and their means."""
    each = _each(in_period(owned(tables, params), params))
    made = each.agg(
        customers=each.count(), orders=each.orders.sum().fill_null(0), amount=each.amount.sum().fill_null(0)
    )
    return made.mutate(**_means(made))


_CUSTOMERS = Column("customers", N_("Customers"), "people")
_ORDERS = Column("orders", N_("Orders"), "count")
_AMOUNT = Column("amount", N_("Amount"), "money")
_MEAN = Column("mean", N_("Amount per customer"), "money")
_PER_ORDER = Column("per_order", N_("Amount per order"), "money")
MEASURE = Measure(
    name="buyers",
    title=N_("Buyer analysis"),
    question=N_("Who buys?"),
    formula=N_(
        "Known customers with a valid order in the period, by what is known of them on the as-of day; the age is the year "
        "of the as-of day less the year of birth. Returns lower the amount."
    ),
    notes=(
        N_("Orders that name nobody are not in the table: nobody knows who bought."),
        N_("By channel or shop, who bought in two of them stands in both: customers do not add up, amounts do."),
    ),
    params=BuyerParams,
    keys=("group",),
    counts=("customers",),
    columns=(
        Column("group", N_("Group"), "text"),
        _CUSTOMERS,
        Column("share", N_("Share"), "percent"),
        _ORDERS,
        _AMOUNT,
        Column("amount_share", N_("Share of amount"), "percent"),
        _MEAN,
        Column("frequency", N_("Orders per customer"), "ratio"),
        _PER_ORDER,
    ),
    totals=(_CUSTOMERS, _ORDERS, _AMOUNT, _MEAN, _PER_ORDER),
    chart=Chart("bar", x="group", y=("customers",)),
    rows=rows,
    people=people,
    population=population,
)

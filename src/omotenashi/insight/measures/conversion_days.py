# SPDX-License-Identifier: Apache-2.0
"""転換日数: after how many days customers buy again, by where or with what they began."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import moment_of
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import Level, items, with_name
from omotenashi.insight.measures.params import COUNTED, Common, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned, purchases
from omotenashi.insight.measures.words import N_

ITEMS = ("product", "category")


@dataclass(frozen=True, kw_only=True)
class ConversionDaysParams(Common):
    """From purchase ``n`` to the next; ``of``: what purchase n is told apart by."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    n: int = option(1, N_("From purchase"), low=1)
    of: Literal["channel", "location", "medium", "product", "category"] = option("channel", N_("Split by"))
    least: int = option(3, N_("Came back at least"), low=1)
    top: int = option(30, N_("Groups shown"), low=1)


def _gaps(tables: Tables, params: ConversionDaysParams) -> ir.Table:
    """person, key, days (null: not yet): one row a customer, or one for each thing in the purchase."""
    found = in_period(owned(tables, params), params)
    made = purchases(found, params)
    made = made.filter(made.nth == params.n)
    made = made.select("person", "day", days=days_between(made.next_day, made.day))
    bought = found.filter(found.counts)
    if params.of in ITEMS:
        held = bought.select("order", "person", "day").join(items(tables, params.of), "order")  # type: ignore[arg-type]
        held = held.select("person", "day", key="item").distinct()
    else:
        # The earliest order of the day says where it was.
        own = bought[params.of].fill_null("").argmin(moment_of(bought))
        held = bought.group_by("person", "day").agg(key=own)
    return made.join(held, ["person", "day"]).select("person", "key", "days")


def rows(tables: Tables, params: ConversionDaysParams) -> ir.Table:
    """key, name, customers (of purchase n), people (came back), pct, quarter, median, three_quarters, p90, mean."""
    found = _gaps(tables, params)
    made = found.group_by("key").agg(
        customers=found.count(),
        people=found.days.count(),
        quarter=found.days.quantile(0.25),
        median=found.days.median(),
        three_quarters=found.days.quantile(0.75),
        p90=found.days.quantile(0.9),
        mean=found.days.mean(),
    )
    made = made.filter(made.people >= params.least)
    made = made.mutate(pct=cells.percent(made.people, made.customers))
    made = made.order_by(ibis.desc("people"), "key").limit(params.top)
    level: Level = "product" if params.of == "product" else "category"
    return with_name(made, tables, level, name="key").order_by(ibis.desc("people"), "key")


def people(tables: Tables, params: ConversionDaysParams, cell: Cell) -> ir.Table:
    """Customers of purchase n in this group, or those of them who came back."""
    part, found = cells.part_of(cell, MEASURE.counts), _gaps(tables, params)
    found = found.filter(found.key == cells.text_of(cell, "key"))
    return (found.filter(found.days.notnull()) if part == "people" else found).select("person")


def population(tables: Tables, params: ConversionDaysParams) -> ir.Table:
    """people who came back, of customers; the same days over everybody, each once."""
    found = in_period(owned(tables, params), params)
    made = purchases(found, params)
    made = made.filter(made.nth == params.n)
    gap = days_between(made.next_day, made.day)
    return made.agg(
        people=gap.count(), of_customers=made.count(), median=gap.median(), mean=gap.mean(), p90=gap.quantile(0.9)
    )


MEASURE = Measure(
    name="conversion-days",
    title=N_("Days to conversion"),
    question=N_("After how many days do customers of each kind buy again?"),
    formula=N_("Days between purchase n and n+1, by where or with what purchase n was made: median, quarters, mean."),
    notes=(
        N_("Only customers who came back are in the days; how many that are stands beside them."),
        N_("Write around the median: the mean is pulled by a few late customers."),
    ),
    params=ConversionDaysParams,
    keys=("key",),
    counts=("people", "customers"),
    columns=(
        Column("key", N_("Group"), "text"),
        Column("name", N_("Name"), "text"),
        Column("customers", N_("Customers"), "people"),
        Column("people", N_("Came back"), "people"),
        Column("pct", N_("Share who came back"), "percent"),
        Column("quarter", N_("A quarter within"), "days"),
        Column("median", N_("Median"), "days"),
        Column("three_quarters", N_("Three quarters within"), "days"),
        Column("p90", N_("90 of 100 within"), "days"),
        Column("mean", N_("Mean"), "days"),
    ),
    totals=(
        Column("people", N_("Came back"), "people"),
        Column("of_customers", N_("Of customers"), "people"),
        Column("median", N_("Median"), "days"),
        Column("mean", N_("Mean"), "days"),
        Column("p90", N_("90 of 100 come back within"), "days"),
    ),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)

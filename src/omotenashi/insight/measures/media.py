# SPDX-License-Identifier: Apache-2.0
"""媒体別: what a medium cost and what its customers brought: response, CPR, CPO, media ratio, 引上率, 限界CPO."""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import CohortParams, history
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import BadParameter, By, option
from omotenashi.insight.measures.purchases import owned
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class MediaParams(CohortParams):
    """``cost`` and ``circulation`` are told here: "TV01=500000". With ``sample`` codes it is a 2-step offer."""

    by: By = option("medium", N_("Split by"))
    days: int = option(0, N_("Within days (0: until the as-of day)"))
    cost: tuple[str, ...] = option((), N_("Cost of the medium"), help_text=N_("Example: TV01=500000, FL02=300000"))
    circulation: tuple[str, ...] = option((), N_("Circulation"), help_text=N_("Example: TV01=100000"))
    sample: tuple[str, ...] = option((), N_("Samples (codes)"), help_text=N_("Empty: sold directly, in one step."))
    shipping: int = option(0, N_("Shipping per sample"), help_text=N_("Above 0, CPR and CPO hold it as well."))
    variable: int = option(0, N_("Variable cost per customer"))

    def __post_init__(self) -> None:
        for name in ("cost", "circulation"):
            amounts(name, getattr(self, name))


def amounts(name: str, pairs: tuple[str, ...]) -> dict[str, int]:
    """ "TV01=500000" as a mapping. Raises BadParameter."""
    made: dict[str, int] = {}
    for pair in pairs:
        code, sep, number = pair.rpartition("=")
        if not sep or not code.strip() or not number.strip().isdigit():
            raise BadParameter(name, pair, "CODE=number")
        made[code.strip()] = int(number)
    return made


def _each(tables: Tables, params: MediaParams) -> ir.Table:
    """person, medium, amount, margin, sampled (began with a sample), main (bought something else within the days)."""
    found = history(tables, params)
    if params.days:
        found = found.filter(found.age <= params.days, found.observed >= params.days)
    # Day 0 and its medium stand in each row of a customer alike.
    made = found.group_by("person").agg(
        first_day=found.first_day.max(),
        medium=found.group.arbitrary(),
        amount=found.amount.sum(),
        margin=found.margin.sum(),
    )
    if not params.sample:
        return made.mutate(sampled=ibis.literal(False), main=ibis.literal(True))
    sold = owned(tables, params)
    sold = sold.filter(sold.counts).select("order", "person", "day")
    lines = tables.lines.filter(tables.lines.kind == "goods").select("order", "product")
    held = sold.join(lines, "order").join(made.select("person", "first_day"), "person")
    if params.days:
        held = held.filter(held.day.delta(held.first_day, unit="day") <= params.days)
    is_sample = held["product"].isin(params.sample)
    facts = held.group_by("person").agg(
        sampled=(is_sample & (held.day == held.first_day)).any(), main=(~is_sample).any()
    )
    made = made.left_join(facts, "person").drop("person_right")
    return made.mutate(sampled=made.sampled.fill_null(False), main=made.main.fill_null(False))


def rows(tables: Tables, params: MediaParams) -> ir.Table:
    """medium, customers, samples, main, sales, cost and all that follows; null where the cost is not known."""
    found = _each(tables, params)
    made = found.group_by("medium").agg(
        customers=found.count(),
        samples=found.sampled.sum(),
        main=found.main.sum(),
        pulled=(found.sampled & found.main).sum(),
        sales=found.amount.sum(),
        margin=found.margin.sum(),
    )
    cost = _told(made.medium, amounts("cost", params.cost))
    circulation = _told(made.medium, amounts("circulation", params.circulation))
    made = made.mutate(cost=cost, circulation=circulation)
    ltv, left = made.sales / made.customers, made.margin / made.customers - params.variable
    spent = made.cost + made.samples * params.shipping
    cpo = spent / made.main.nullif(0)
    made = made.mutate(
        response=cells.percent(made.customers, made.circulation),
        cpr=spent / made.samples.nullif(0),
        cpo=cpo,
        ratio=cells.percent(made.sales, made.cost),
        pull=cells.percent(made.pulled, made.samples),
        ltv=ltv,
        limit=left,
        profit=left - spent / made.customers,
    )
    return made.drop("pulled", "margin", "circulation").order_by(ibis.desc("customers"), "medium")


def _told(medium: ir.StringColumn, known: Mapping[str, int]) -> ir.IntegerValue:
    if not known:
        return ibis.null("int64")
    return ibis.cases(*((medium == code, ibis.literal(number, "int64")) for code, number in known.items()))


def people(tables: Tables, params: MediaParams, cell: Cell) -> ir.Table:
    """Customers whose first order names the medium; of them those with a sample, or with the main goods."""
    part, found = cells.part_of(cell, MEASURE.counts), _each(tables, params)
    found = found.filter(cells.same(found.medium, cells.text_of(cell, "medium")))
    if part != "customers":
        found = found.filter(found.sampled if part == "samples" else found.main)
    return found.select("person")


def population(tables: Tables, params: MediaParams) -> ir.Table:
    """customers, sales, cost, ratio of the media whose cost is known, and the LTV of everybody."""
    made = rows(tables, params)
    total = made.agg(
        customers=made.customers.sum().fill_null(0),
        sales=made.sales.sum().fill_null(0),
        cost=made.cost.sum(),
        paid=made.sales.sum(where=made.cost.notnull()),
    )
    return total.mutate(ltv=total.sales / total.customers.nullif(0), ratio=cells.percent(total.paid, total.cost))


_SALES = Column("sales", N_("Sales"), "money")
_COST = Column("cost", N_("Cost of the medium"), "money")
_RATIO = Column("ratio", N_("Media ratio"), "percent")
_LTV = Column("ltv", N_("LTV"), "money")
_HEADS = Column("customers", N_("New customers"), "people")
MEASURE = Measure(
    name="media",
    title=N_("By medium"),
    question=N_("Which medium pays, and what may a new customer cost?"),
    formula=N_(
        "Of customers whose first valid order names the medium. Response = customers ÷ circulation. CPR = cost ÷ samples. "
        "CPO = cost ÷ buyers of the main goods; with shipping, samples × shipping is part of both. Media ratio = sales ÷ cost. "
        "Limit CPO = profit per customer − variable cost."
    ),
    notes=(
        N_("A cancelled first order gives no medium. Compare media at the same age: set “Within days”."),
        N_("Without a cost told on the left, what needs it stays empty."),
    ),
    params=MediaParams,
    keys=("medium",),
    counts=("customers", "samples", "main"),
    columns=(
        Column("medium", N_("Medium"), "text"),
        _HEADS,
        Column("samples", N_("Samples"), "people"),
        Column("main", N_("Buyers of the main goods"), "people"),
        _SALES,
        _LTV,
        Column("limit", N_("Limit CPO"), "money"),
        _COST,
        Column("response", N_("Response"), "percent"),
        Column("cpr", N_("CPR"), "money"),
        Column("cpo", N_("CPO"), "money"),
        _RATIO,
        Column("pull", N_("Pulled up"), "percent"),
        Column("profit", N_("Expected profit"), "money"),
    ),
    totals=(_HEADS, _SALES, _LTV, _COST, _RATIO),
    chart=Chart("bar", x="medium", y=("ltv", "limit", "cpo")),
    rows=rows,
    people=people,
    population=population,
)

# SPDX-License-Identifier: Apache-2.0
"""定期解約理由: why contracts were cancelled, after how many deliveries and how long."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.contracts import ByContract, ContractParams, contracts
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.purchases import days_between
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class EndParams(ContractParams):
    """``from`` and ``to`` choose the day of the cancellation; the filters are those of the contract."""

    by: ByContract = option("none", N_("Split by"), help_text=N_("month: of the cancellation."))


def _ended(tables: Tables, params: EndParams) -> ir.Table:
    """Cancelled contracts: group, reason ("" for none told), person (null for nobody's), shipped, days (from the beginning)."""
    made = contracts(tables, params, by_day="ended")
    return made.select(
        "person", "group", "shipped", reason=made.reason.fill_null(""), days=days_between(made.day, made.began)
    )


def rows(tables: Tables, params: EndParams) -> ir.Table:
    """group, reason, contracts, pct (of the group), customers, deliveries and days (means until the end)."""
    found = _ended(tables, params)
    made = found.group_by("group", "reason").agg(
        contracts=found.count(),
        customers=found.person.nunique(),
        deliveries=found.shipped.mean(),
        days=found.days.mean(),
    )
    whole = made.contracts.sum().over(ibis.window(group_by=made.group))
    made = made.mutate(pct=cells.percent(made.contracts, whole))
    return made.order_by("group", ibis.desc("contracts"), "reason")


def people(tables: Tables, params: EndParams, cell: Cell) -> ir.Table:
    """Customers who cancelled for this reason."""
    cells.part_of(cell, MEASURE.counts)
    found = _ended(tables, params)
    found = found.filter(found.person.notnull(), found.reason == cells.text_of(cell, "reason"))
    if params.by != "none":
        found = found.filter(cells.same(found.group, cells.text_of(cell, "group")))
    return found.select("person").distinct()


def population(tables: Tables, params: EndParams) -> ir.Table:
    """contracts that were cancelled, told (why), pct, customers, deliveries and days (means)."""
    found = _ended(tables, params)
    made = found.agg(
        contracts=found.count(), told=(found.reason != "").sum().fill_null(0), customers=found.person.nunique(),
        deliveries=found.shipped.mean(), days=found.days.mean(),
    )  # fmt: skip
    return made.mutate(pct=cells.percent(made.told, made.contracts))


_CONTRACTS = Column("contracts", N_("Contracts cancelled"), "count")
_CUSTOMERS = Column("customers", N_("Customers who cancelled"), "people")
_MEANS = (
    Column("deliveries", N_("Deliveries until then"), "ratio"),
    Column("days", N_("Days until then"), "days"),
)
MEASURE = Measure(
    name="subscription-ends",
    title=N_("Why subscriptions end"),
    question=N_("Why are contracts cancelled, and after how many deliveries?"),
    formula=N_("Cancelled contracts with this reason ÷ all that were cancelled, in the period of the cancellation."),
    notes=(
        N_(
            "Paused is not cancelled. A reason stands as its source said it, cut after 30 letters; silence is no reason."
        ),
        N_("Who cancelled two contracts for the same reason is one customer."),
    ),
    params=EndParams,
    keys=("group", "reason"),
    counts=("customers",),
    columns=(
        Column("group", N_("Group"), "text"),
        Column("reason", N_("Reason of cancelling"), "text"),
        _CONTRACTS,
        Column("pct", N_("Share of the cancelled"), "percent"),
        _CUSTOMERS,
        *_MEANS,
    ),
    totals=(
        _CONTRACTS,
        Column("told", N_("With a reason"), "count"),
        Column("pct", N_("Share with a reason"), "percent"),
        _CUSTOMERS,
        *_MEANS,
    ),
    chart=Chart("bar", x="reason", y=("contracts",), series="group"),
    rows=rows,
    people=people,
    population=population,
    aliases=("cancel-reasons",),
)

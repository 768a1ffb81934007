# SPDX-License-Identifier: Apache-2.0
"""定期継続率: of the contracts that began, how many were sent the n-th delivery, and what a contract is worth by then."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.contracts import ContractParams, contracts
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class SubscriptionParams(ContractParams):
    """``from`` and ``to`` choose the day on which the contract began; the filters are those of the contract."""

    cycles: int = option(24, N_("Deliveries shown"), low=1)


def _contracts(tables: Tables, params: SubscriptionParams) -> ir.Table:
    """group, subscription, person (null for nobody's), shipped (deliveries so far), ended (cancelled by then?)."""
    made = contracts(tables, params, by_day="began")
    return made.select(
        "subscription", "person", "group", "shipped", ended=(made.ended <= params.as_of).fill_null(False)
    )


def _steps(tables: Tables, params: SubscriptionParams) -> ir.Table:
    """Each contract at each number of deliveries that anybody has reached: with cycle, got, lost, waits."""
    found = _contracts(tables, params)
    most = found.agg(most=found.shipped.max())
    met = found.cross_join(cells.numbers(*range(1, params.cycles + 1), name="cycle")).cross_join(most)
    met = met.filter((met.cycle <= met.most) | (met.cycle == 1))
    got, lost = met.shipped >= met.cycle, met.ended & (met.shipped < met.cycle)
    return met.mutate(got=got, lost=lost, waits=~got & ~lost, last=met.ended & (met.shipped == met.cycle))


def _sold(tables: Tables, params: SubscriptionParams) -> ir.Table:
    """group, cycle, amount: what the n-th deliveries sold for."""
    sent = tables.deliveries.filter(tables.deliveries.day <= params.as_of)
    met = sent.join(_contracts(tables, params), "subscription")
    return met.group_by("group", "cycle").agg(amount=met.amount.sum())


def rows(tables: Tables, params: SubscriptionParams) -> ir.Table:
    """group, cycle, started, shipped, cancelled (before), undecided, last (cancelled after it), people, amount."""
    met = _steps(tables, params)
    made = met.group_by("group", "cycle").agg(
        started=met.count(), shipped=met.got.sum(), cancelled=met.lost.sum(), undecided=met.waits.sum(),
        last=met["last"].sum(), customers=met.person.nunique(where=met.got),
        leavers=met.person.nunique(where=met.lost), waiting=met.person.nunique(where=met.waits),
    )  # fmt: skip
    made = made.left_join(_sold(tables, params), ["group", "cycle"]).drop("group_right", "cycle_right")
    return made.mutate(amount=made.amount.fill_null(0)).order_by("group", "cycle")


def finish(found: pa.Table, _params: SubscriptionParams) -> list[dict[str, Any]]:
    """Add the rates, and along the deliveries of a group the survival and what a contract has brought."""
    groups = groupby(found.to_pylist(), key=lambda row: row["group"])
    return [row for _group, rows in groups for row in _along(rows)]


def _along(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Kaplan and Meier: of those who were sent n, the share that did not cancel before the next one."""
    left, value = 1.0, 0.0
    for row in rows:
        shipped, decided = row["shipped"], row["shipped"] + row["cancelled"]
        value += left * row["amount"] / shipped if shipped else 0.0
        yield row | {
            "pct": shipped * 100 / decided if decided else None,
            "simple_pct": shipped * 100 / row["started"] if row["started"] else None,
            "survival": left * 100,
            "value": value if shipped else None,
            "immature": row["undecided"] > decided,
        }
        left *= 1 - row["last"] / shipped if shipped else 1.0


def people(tables: Tables, params: SubscriptionParams, cell: Cell) -> ir.Table:
    """Customers who were sent the n-th delivery, who cancelled before it, or of whom it is not known yet."""
    part, met = cells.part_of(cell, MEASURE.counts), _steps(tables, params)
    met = met.filter(met.cycle == cells.number_of(cell, "cycle"), met.person.notnull())
    if params.by != "none":
        met = met.filter(cells.same(met.group, cells.text_of(cell, "group")))
    chosen = {"customers": met.got, "leavers": met.lost, "waiting": met.waits}[part]
    return met.filter(chosen).select("person").distinct()


def population(tables: Tables, params: SubscriptionParams) -> ir.Table:
    """contracts, active, ended, pct (still there), customers of all contracts chosen."""
    found = _contracts(tables, params)
    made = found.agg(contracts=found.count(), ended=found.ended.sum().fill_null(0), customers=found.person.nunique())
    return made.mutate(
        active=made.contracts - made.ended, pct=cells.percent(made.contracts - made.ended, made.contracts)
    )


MEASURE = Measure(
    name="subscription",
    title=N_("Subscriptions kept"),
    question=N_("How many contracts reach the n-th delivery, and what is a contract worth by then?"),
    formula=N_(
        "Kept = sent the n-th ÷ (sent the n-th + cancelled before it). Survival = Kaplan and Meier along the deliveries. "
        "Value = sum over the deliveries of survival × mean sales of that delivery, less returns."
    ),
    notes=(
        N_(
            "Paused, skipped and not yet due are no cancellation: these contracts are undecided, and grey where they are most."
        ),
        N_("The simple rate counts every contract that began; young contracts pull it down."),
        N_(
            "An advertiser is what stands before the stroke of source/medium, or a media code without its number: TV01 and TV02 are TV."
        ),
    ),
    params=SubscriptionParams,
    keys=("group", "cycle"),
    counts=("customers", "leavers", "waiting"),
    columns=(
        Column("group", N_("Group"), "text"),
        Column("cycle", N_("Delivery"), "count"),
        Column("started", N_("Contracts"), "count"),
        Column("shipped", N_("Deliveries sent"), "count"),
        Column("cancelled", N_("Cancelled before"), "count"),
        Column("undecided", N_("Undecided"), "count"),
        Column("pct", N_("Contracts kept"), "percent"),
        Column("simple_pct", N_("Simple rate"), "percent"),
        Column("survival", N_("Survival"), "percent"),
        Column("value", N_("Value of a contract"), "money"),
        Column("customers", N_("Customers sent to"), "people"),
        Column("leavers", N_("Customers who cancelled"), "people"),
        Column("waiting", N_("Customers undecided"), "people"),
        Column("immature", N_("Under observation"), "flag"),
    ),
    totals=(
        Column("contracts", N_("Contracts"), "count"),
        Column("active", N_("Going on"), "count"),
        Column("ended", N_("Contracts cancelled"), "count"),
        Column("pct", N_("Still there"), "percent"),
        Column("customers", N_("Customers"), "people"),
    ),
    chart=Chart("line", x="cycle", y=("survival",), series="group"),
    rows=rows,
    people=people,
    population=population,
    finish=finish,
    aliases=("subscriptions", "teiki"),
)

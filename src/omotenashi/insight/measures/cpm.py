# SPDX-License-Identifier: Apache-2.0
"""CPM: five or four kinds of customers, each still here or gone: how many, how much, for how long."""

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.cpm_ranks import CpmParams, place_of, told
from omotenashi.insight.measures.purchases import customers, in_period, owned
from omotenashi.insight.measures.words import N_


def _each(tables: Tables, params: CpmParams) -> ir.Table:
    found = customers(in_period(owned(tables, params), params), params)
    return told(found, params, day=params.as_of)


def rows(tables: Tables, params: CpmParams) -> ir.Table:
    """kind, state, customers, share, amount, amount_share, mean_amount, stay and silent (means in days)."""
    found = _each(tables, params)
    made = found.group_by("kind", "state").agg(
        customers=found.count(),
        amount=found.amount.sum(),
        purchases=found.purchases.mean(),
        stay=found.stay.mean(),
        silent=found.silent.mean(),
    )
    made = made.mutate(
        share=cells.percent(made.customers, made.customers.sum().over()),
        amount_share=cells.percent(made.amount, made.amount.sum().over()),
        mean_amount=made.amount / made.customers,
    )
    return made.order_by(ibis.desc(place_of(made.kind)), "state")


def people(tables: Tables, params: CpmParams, cell: Cell) -> ir.Table:
    """Customers of this kind, still here or gone."""
    cells.part_of(cell, MEASURE.counts)
    found = _each(tables, params)
    found = found.filter(found.kind == cells.text_of(cell, "kind"), found.state == cells.text_of(cell, "state"))
    return found.select("person")


def population(tables: Tables, params: CpmParams) -> ir.Table:
    """customers, active, gone, best (still here), amount."""
    found = _each(tables, params)
    here = found.state == "active"
    made = found.agg(
        customers=found.count(),
        active=here.sum().fill_null(0),
        gone=(~here).sum().fill_null(0),
        best=(here & (found.kind == "best")).sum().fill_null(0),
        amount=found.amount.sum().fill_null(0),
    )
    return made.mutate(active_pct=cells.percent(made.active, made.customers))


MEASURE = Measure(
    name="cpm",
    title=N_("Customer portfolio (CPM)"),
    question=N_("Which kinds of customers are there, and which are leaving?"),
    formula=N_(
        "One purchase: first. Amount ≥ A: stayed ≥ T days best, else fashion. Amount < A: stayed ≥ T days "
        "steady, else toddler. With four ranks: stayed < T days toddler, whatever the amount. "
        "Gone: silent for longer than the threshold."
    ),
    notes=(
        N_("The names are the shop's own: write them under “Own names”."),
        N_(
            "With four ranks nobody is a fashion customer: who spends much in a short time has yet to stay, so is toddling."
        ),
    ),
    params=CpmParams,
    keys=("kind", "state"),
    counts=("customers",),
    columns=(
        Column("kind", N_("Kind of customer"), "text"),
        Column("state", N_("State"), "text"),
        Column("customers", N_("Customers"), "people"),
        Column("share", N_("Share of customers"), "percent"),
        Column("amount", N_("Amount"), "money"),
        Column("amount_share", N_("Share of amount"), "percent"),
        Column("mean_amount", N_("Amount per customer"), "money"),
        Column("purchases", N_("Purchases"), "ratio"),
        Column("stay", N_("Stayed"), "days"),
        Column("silent", N_("Silent for"), "days"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("active", N_("Still here"), "people"),
        Column("active_pct", N_("Share still here"), "percent"),
        Column("best", N_("Best, still here"), "people"),
        Column("amount", N_("Amount"), "money"),
    ),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)

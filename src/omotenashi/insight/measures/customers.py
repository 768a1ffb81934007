# SPDX-License-Identifier: Apache-2.0
"""顧客別: one row a customer, with the scores that are kept on the customer's page."""

from dataclasses import dataclass
from datetime import timedelta

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.cohorts import group_of, moment_of
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.cross_use import JOINT
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.rfm_scores import RfmParams, scores
from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class CustomersParams(RfmParams):
    """``ltv_days``: how many days from the first purchase the column ltv covers."""

    ltv_days: int = option(365, N_("LTV within days"), low=1)


def rows(tables: Tables, params: CustomersParams) -> ir.Table:
    """See the columns below; ltv is null for customers not observed for so long."""
    found = scores(tables, params)
    entries = in_period(owned(tables, params), params)
    known = found.select("person", "first_day")
    seen = days_between(ibis.literal(params.as_of), found.first_day)
    made = found.join(_channels(entries, known, params), "person")
    return made.select(
        "person",
        "orders",
        "purchases",
        "amount",
        "amount_year",
        "first_day",
        "last_day",
        "days",
        "first_channel",
        "first_medium",
        "channels",
        "r",
        "f",
        "m",
        "rank",
        ltv=(seen >= params.ltv_days).ifelse(made.early, None),
    ).order_by("person")


def _channels(entries: ir.Table, known: ir.Table, params: CustomersParams) -> ir.Table:
    """person, orders, channels ("EC+STORE"), first_channel, first_medium, amounts."""
    mine = entries.join(known, "person")
    age = days_between(mine.day, mine.first_day)
    year = mine.day > params.as_of - timedelta(days=365)
    each = mine.group_by("person", used=mine.counts.ifelse(mine.channel, None)).agg(
        orders=mine.counts.sum(),
        early=mine.amount.sum(where=(age >= 0) & (age <= params.ltv_days)).fill_null(0),
        amount_year=mine.amount.sum(where=year).fill_null(0),
        opened=moment_of(mine).min(where=mine.counts),
        medium=group_of(mine, "medium"),
    )
    return each.group_by("person").agg(
        orders=each.orders.sum(),
        early=each.early.sum(),
        amount_year=each.amount_year.sum(),
        first_channel=each.used.argmin(each.opened),
        first_medium=each.medium.argmin(each.opened),
        channels=each.used.collect(where=each.used.notnull()).sort().join(JOINT),
    )


def people(tables: Tables, params: CustomersParams, cell: Cell) -> ir.Table:
    """The one customer of the row, or all of them for an empty cell."""
    found = scores(tables, params).select("person")
    return found.filter(found.person == cells.number_of(cell, "person")) if cell else found


def population(tables: Tables, params: CustomersParams) -> ir.Table:
    """customers, purchases and amount."""
    found = scores(tables, params)
    return found.agg(
        customers=found.count(),
        purchases=found.purchases.sum().fill_null(0),
        amount=found.amount.sum().fill_null(0),
    )


MEASURE = Measure(
    name="customers",
    title=N_("Customers one by one"),
    question=N_("What do we know about each customer's purchases?"),
    formula=N_("Per customer: orders, purchases, amount, first and last day, RFM scores, rank, LTV."),
    notes=(N_("LTV is empty until the customer has been observed for so many days."),),
    params=CustomersParams,
    keys=("person",),
    counts=(),
    columns=(
        Column("person", N_("Customer"), "text"),
        Column("orders", N_("Orders"), "count"),
        Column("purchases", N_("Purchases"), "count"),
        Column("amount", N_("Amount"), "money"),
        Column("amount_year", N_("Amount of the last 365 days"), "money"),
        Column("first_day", N_("First purchase"), "date"),
        Column("last_day", N_("Last purchase"), "date"),
        Column("days", N_("Days since the last purchase"), "days"),
        Column("first_channel", N_("First channel"), "text"),
        Column("first_medium", N_("First medium"), "text"),
        Column("channels", N_("Channels"), "text"),
        Column("r", "R", "count"),
        Column("f", "F", "count"),
        Column("m", "M", "count"),
        Column("rank", N_("RFM rank"), "text"),
        Column("ltv", N_("LTV"), "money"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("purchases", N_("Purchases"), "count"),
        Column("amount", N_("Amount"), "money"),
    ),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)

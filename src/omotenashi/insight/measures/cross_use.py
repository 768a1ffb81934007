# SPDX-License-Identifier: Apache-2.0
"""クロスユース率: how many active customers buy in two channels or more."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import BadParameter, Common, option
from omotenashi.insight.measures.purchases import in_period, owned
from omotenashi.insight.measures.words import N_

JOINT = "+"


@dataclass(frozen=True, kw_only=True)
class CrossUseParams(Common):
    """Without ``from`` the last 12 months count. ``groups``: "LINE=EC" counts LINE as EC."""

    groups: tuple[str, ...] = option((), N_("Channel groups"), help_text=N_("Example: LINE=EC"))

    def __post_init__(self) -> None:
        for pair in self.groups:
            if pair.count("=") != 1 or not all(pair.split("=")):
                raise BadParameter("groups", pair, "CHANNEL=GROUP")


def year_before(day: date) -> date:
    """The first day of the twelve months that end with ``day``."""
    try:
        return day.replace(year=day.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year - 1, 3, 1)


def _combos(tables: Tables, params: CrossUseParams) -> ir.Table:
    """person, combo ("EC+STORE", sorted), channels, amount."""
    found = in_period(
        owned(tables, params),
        replace(params, start=params.start or year_before(params.end or params.as_of)),
    )
    groups = dict(pair.split("=") for pair in params.groups)
    channel = found.channel.substitute(groups) if groups else found.channel
    # A stray return makes no channel, but it lowers the amount.
    used = found.mutate(used=found.counts.ifelse(channel, None))
    used = used.group_by("person", "used").agg(amount=used.amount.sum())
    made = used.group_by("person").agg(
        combo=used.used.collect(where=used.used.notnull()).sort().join(JOINT),
        channels=used.used.count(),
        amount=used.amount.sum(),
    )
    return made.filter(made.channels > 0)


def rows(tables: Tables, params: CrossUseParams) -> ir.Table:
    """combo, channels, customers, share, amount, amount_share, mean_amount; most people first."""
    found = _combos(tables, params)
    made = found.group_by("combo", "channels").agg(customers=found.count(), amount=found.amount.sum())
    made = made.mutate(
        share=cells.percent(made.customers, made.customers.sum().over()),
        amount_share=cells.percent(made.amount, made.amount.sum().over()),
        mean_amount=made.amount / made.customers,
    )
    return made.order_by(ibis.desc("customers"), "combo")


def people(tables: Tables, params: CrossUseParams, cell: Cell) -> ir.Table:
    """Customers of exactly this combination of channels."""
    cells.part_of(cell, MEASURE.counts)
    found = _combos(tables, params)
    return found.filter(found.combo == cells.text_of(cell, "combo")).select("person")


def population(tables: Tables, params: CrossUseParams) -> ir.Table:
    """active, two_or_more, pct, amount, amount_share_pct (of customers of two or more)."""
    found = _combos(tables, params)
    both = found.channels >= 2
    made = found.agg(
        active=found.count(),
        two_or_more=both.sum().fill_null(0),
        amount=found.amount.sum().fill_null(0),
        shared=found.amount.sum(where=both).fill_null(0),
    )
    return made.select(
        "active",
        "two_or_more",
        "amount",
        pct=cells.percent(made.two_or_more, made.active),
        amount_share_pct=cells.percent(made.shared, made.amount),
    )


MEASURE = Measure(
    name="cross-use",
    title=N_("Cross-use rate"),
    question=N_("How many customers buy in two channels or more?"),
    formula=N_("Customers who bought in two or more channels ÷ customers who bought at all."),
    notes=(N_("The last 12 months unless a period is chosen. A cancelled order makes no channel."),),
    params=CrossUseParams,
    keys=("combo",),
    counts=("customers",),
    columns=(
        Column("combo", N_("Channels"), "text"),
        Column("channels", N_("Number of channels"), "count"),
        Column("customers", N_("Customers"), "people"),
        Column("share", N_("Share of customers"), "percent"),
        Column("amount", N_("Amount"), "money"),
        Column("amount_share", N_("Share of amount"), "percent"),
        Column("mean_amount", N_("Amount per customer"), "money"),
    ),
    totals=(
        Column("active", N_("Active customers"), "people"),
        Column("two_or_more", N_("In two or more channels"), "people"),
        Column("pct", N_("Cross-use rate"), "percent"),
        Column("amount", N_("Amount"), "money"),
        Column("amount_share_pct", N_("Share of amount"), "percent"),
    ),
    chart=Chart("bar", x="combo", y=("customers",)),
    rows=rows,
    people=people,
    population=population,
)

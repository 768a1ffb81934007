# SPDX-License-Identifier: Apache-2.0
"""共有評価: what staff, shops and ways of helping are credited with; the shares of a sale sum to the sale."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import DECIDED, BadParameter, Common, option
from omotenashi.insight.measures.purchases import anybody, in_period
from omotenashi.insight.measures.words import N_

# Who closed the sale, against who helped it along.
CLOSING = ("till", "web")
_SHARED_ON = {"amount": "sales", "tax": "incl", "points": "before"}


@dataclass(frozen=True, kw_only=True)
class CreditParams(Common):
    """A sale is shared out with its tax and before points: to share out anything else would lose yen."""

    heeds: ClassVar[tuple[str, ...]] = DECIDED

    of: Literal["staff", "location", "touch", "channel"] = option("staff", N_("Split by"))

    def __post_init__(self) -> None:
        for name, only in _SHARED_ON.items():
            if (value := getattr(self, name)) != only:
                raise BadParameter(name, value, only)


def _orders(tables: Tables, params: CreditParams) -> ir.Table:
    found = in_period(anybody(tables, params), params)
    return found.filter(found.counts, found.order.notnull()).select("order", "person", "channel", sold="amount")


def _shares(tables: Tables, params: CreditParams) -> ir.Table:
    """order, person, key, touch, amount: one row a share of an order."""
    given = tables.credits
    amount = given.amount - given.returned if params.returns == "deduct" else given.amount
    given = given.select("order", "staff", "location", "touch", amount=amount)
    found = _orders(tables, params).join(given, "order")
    return found.select("order", "person", "touch", "amount", key=found[params.of].fill_null(""))


def rows(tables: Tables, params: CreditParams) -> ir.Table:
    """key, amount, share (of all that is credited), helped (of sales that others closed), orders, customers, mean."""
    found = _shares(tables, params)
    made = found.group_by("key").agg(
        amount=found.amount.sum(),
        helped=found.amount.sum(where=found.touch.notin(CLOSING)).fill_null(0),
        orders=found.order.nunique(),
        customers=found.person.nunique(),
    )
    made = made.mutate(
        share=cells.percent(made.amount, made.amount.sum().over()),
        helped_pct=cells.percent(made.helped, made.amount),
        mean=made.amount / made.orders,
    )
    return made.order_by(ibis.desc("amount"), "key")


def people(tables: Tables, params: CreditParams, cell: Cell) -> ir.Table:
    """Customers of these sales."""
    cells.part_of(cell, MEASURE.counts)
    found = _shares(tables, params)
    found = found.filter(found.person.notnull(), found.key == cells.text_of(cell, "key"))
    return found.select("person").distinct()


def population(tables: Tables, params: CreditParams) -> ir.Table:
    """sales of all orders, credited (what is shared out of them), helped, orders that are shared out."""
    found, every = _shares(tables, params), _orders(tables, params)
    made = found.agg(
        credited=found.amount.sum().fill_null(0),
        helped=found.amount.sum(where=found.touch.notin(CLOSING)).fill_null(0),
        orders=found.order.nunique(),
    )
    made = made.cross_join(every.agg(sales=every.sold.sum().fill_null(0)))
    return made.mutate(
        credited_pct=cells.percent(made.credited, made.sales), helped_pct=cells.percent(made.helped, made.credited)
    )


_ORDERS = Column("orders", N_("Orders"), "count")
_HELPED = Column("helped", N_("Helped along"), "money")
MEASURE = Measure(
    name="shared-credit",
    title=N_("Shared credit"),
    question=N_("Who has a share in which sales?"),
    formula=N_(
        "Every sale is shared out among those who had a part in it, to the yen; here the shares are added up. "
        "A return takes back its part of each share."
    ),
    notes=(
        N_("The shares of a sale sum to the sale: nothing is counted twice, however many helped."),
        N_("Helped along: styling, chat, a link, a code, a call before a sale that somebody else closed."),
    ),
    params=CreditParams,
    keys=("key",),
    counts=("customers",),
    columns=(
        Column("key", N_("Who"), "text"),
        Column("amount", N_("Credited"), "money"),
        Column("share", N_("Share"), "percent"),
        _HELPED,
        Column("helped_pct", N_("Share helped along"), "percent"),
        _ORDERS,
        Column("customers", N_("Customers"), "people"),
        Column("mean", N_("Credit per order"), "money"),
    ),
    totals=(
        Column("credited", N_("Credited"), "money"),
        _HELPED,
        Column("helped_pct", N_("Share helped along"), "percent"),
        _ORDERS,
        Column("credited_pct", N_("Share of sales"), "percent"),
    ),
    chart=Chart("bar", x="key", y=("amount",)),
    rows=rows,
    people=people,
    population=population,
)

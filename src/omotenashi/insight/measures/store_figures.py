# SPDX-License-Identifier: Apache-2.0
"""店舗指標: receipts, 買上率, 客単価, セット率, 一品単価, 粗利, 予算比, 構成比 and 消化率 of each shop."""

from dataclasses import dataclass, replace
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.media import amounts
from omotenashi.insight.measures.params import DECIDED, Common, Tax, option
from omotenashi.insight.measures.purchases import anybody, in_period
from omotenashi.insight.measures.words import N_

TOLD = ("visitors", "plan", "received")


@dataclass(frozen=True, kw_only=True)
class StoreParams(Common):
    """Visitors, plan and goods received stand in no order: they are told here, "SHIBUYA=200". Without tax by default."""

    heeds: ClassVar[tuple[str, ...]] = DECIDED

    tax: Tax = option("excl", N_("Tax"))
    visitors: tuple[str, ...] = option((), N_("Visitors"), help_text=N_("Example: SHIBUYA=200 (of the sensor)"))
    plan: tuple[str, ...] = option((), N_("Planned sales"), help_text=N_("Example: SHIBUYA=280000"))
    received: tuple[str, ...] = option((), N_("Pieces received"), help_text=N_("Example: SHIBUYA=400"))

    def __post_init__(self) -> None:
        for name in TOLD:
            amounts(name, getattr(self, name))


def _sold(tables: Tables, params: StoreParams) -> ir.Table:
    """order, person, location ("" for none), amount, margin, counts."""
    found = in_period(anybody(tables, replace(params, amount="sales")), params)
    location = found.location.fill_null("")
    return found.select("order", "person", "amount", "margin", "counts", location=location)


def _pieces(tables: Tables, params: StoreParams) -> ir.Table:
    """location, items: pieces of goods in the orders that count."""
    found = in_period(anybody(tables, params), params)
    found = found.filter(found.counts, found.order.notnull()).select("order", "location")
    lines = tables.lines.filter(tables.lines.kind == "goods").select("order", "quantity")
    held = found.join(lines, "order")
    return held.group_by(location=held.location.fill_null("")).agg(items=held.quantity.sum())


def _figures(tables: Tables, params: StoreParams) -> ir.Table:
    sold = _sold(tables, params)
    made = sold.group_by("location").agg(
        receipts=(sold.counts & sold.order.notnull()).sum(),
        customers=sold.person.nunique(where=sold.counts),
        sales=sold.amount.sum(),
        margin=sold.margin.sum(),
    )
    made = made.left_join(_pieces(tables, params), "location").drop("location_right")
    return made.mutate(items=made["items"].fill_null(0))


def rows(tables: Tables, params: StoreParams) -> ir.Table:
    """location, receipts, items, customers, sales and what follows; null where a figure was not told."""
    made = _figures(tables, params)
    made = made.mutate(**{name: _told(made.location, amounts(name, getattr(params, name))) for name in TOLD})
    made = made.mutate(
        rate=cells.percent(made.receipts, made.visitors),
        mean_receipt=made.sales / made.receipts.nullif(0),
        set_rate=made["items"] / made.receipts.nullif(0),
        mean_item=made.sales / made["items"].nullif(0),
        margin_pct=cells.percent(made.margin, made.sales),
        plan_pct=cells.percent(made.sales, made.plan),
        share=cells.percent(made.sales, made.sales.sum().over()),
        sold_through=cells.percent(made["items"], made.received),
    )
    return made.order_by(ibis.desc("sales"), "location")


def people(tables: Tables, params: StoreParams, cell: Cell) -> ir.Table:
    """Known customers who bought there."""
    cells.part_of(cell, MEASURE.counts)
    found = in_period(anybody(tables, params), params)
    found = found.filter(found.person.notnull() & found.counts)
    return found.filter(cells.same(found.location, cells.text_of(cell, "location"))).select("person").distinct()


def population(tables: Tables, params: StoreParams) -> ir.Table:
    """All places together: receipts, items, sales, margin and the figures of one receipt."""
    made = _figures(tables, params)
    whole = made.agg(**{name: made[name].sum().fill_null(0) for name in ("receipts", "items", "sales", "margin")})
    return whole.mutate(
        mean_receipt=whole.sales / whole.receipts.nullif(0),
        set_rate=whole["items"] / whole.receipts.nullif(0),
        mean_item=whole.sales / whole["items"].nullif(0),
        margin_pct=cells.percent(whole.margin, whole.sales),
    )


def _told(location: ir.StringValue, told: dict[str, int]) -> ir.IntegerValue:
    """What was told of each place; null for the others."""
    if not told:
        return ibis.null("int64")
    return ibis.cases(*((location == code, ibis.literal(value, "int64")) for code, value in told.items()))


_SALES = Column("sales", N_("Sales"), "money")
_MEAN = Column("mean_receipt", N_("Amount per receipt"), "money")
_SET = Column("set_rate", N_("Items per receipt"), "ratio")
_ITEM = Column("mean_item", N_("Amount per item"), "money")
_MARGIN = Column("margin_pct", N_("Margin rate"), "percent")
MEASURE = Measure(
    name="store-figures",
    title=N_("Shop figures"),
    question=N_("What does each shop sell, to how many, and with what margin?"),
    formula=N_(
        "Receipts ÷ visitors; sales ÷ receipts; items ÷ receipts; sales ÷ items; sales − cost; sales ÷ plan; "
        "sales ÷ sales of the company; pieces sold ÷ pieces received."
    ),
    notes=(
        N_("Receipts are not visitors: without a count of visitors there is no purchase rate, not one of 100 %."),
        N_("Tell visitors, plan and goods received on the left, by the code of the shop."),
    ),
    params=StoreParams,
    keys=("location",),
    counts=("customers",),
    columns=(
        Column("location", N_("Shop"), "text"),
        Column("receipts", N_("Receipts"), "count"),
        Column("items", N_("Items"), "count"),
        Column("customers", N_("Customers known"), "people"),
        _SALES,
        Column("share", N_("Share of the company"), "percent"),
        _MEAN,
        _SET,
        _ITEM,
        Column("margin", N_("Gross profit"), "money"),
        _MARGIN,
        Column("visitors", N_("Visitors"), "count"),
        Column("rate", N_("Purchase rate"), "percent"),
        Column("plan", N_("Planned sales"), "money"),
        Column("plan_pct", N_("Against the plan"), "percent"),
        Column("received", N_("Pieces received"), "count"),
        Column("sold_through", N_("Sold through"), "percent"),
    ),
    totals=(_SALES, Column("receipts", N_("Receipts"), "count"), _MEAN, _SET, _MARGIN, _ITEM),
    chart=Chart("table"),
    rows=rows,
    people=people,
    population=population,
)

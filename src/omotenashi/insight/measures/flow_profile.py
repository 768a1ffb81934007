# SPDX-License-Identifier: Apache-2.0
"""継続客と離脱客の比較: of those who reached the n-th purchase, who went on and who left, and what they had bought.

The undecided belong to neither side: in a rate they would falsify it, so they stand apart.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import attributes, cells
from omotenashi.insight.measures.cohorts import MOST_THINGS, moment_of
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.items import items
from omotenashi.insight.measures.params import COUNTED, Common, option
from omotenashi.insight.measures.purchases import days_between, in_period, owned
from omotenashi.insight.measures.words import N_

type Split = Literal[
    "channel", "location", "medium", "product", "category", "age", "gender", "prefecture", "rank", "member_rank"
]
_THINGS = ("product", "category")


@dataclass(frozen=True, kw_only=True)
class FlowProfileParams(Common):
    """``n`` is the purchase after which one went on or left; ``by`` a property of it, of what was in it, or of the person."""

    heeds: ClassVar[tuple[str, ...]] = COUNTED

    days: int = option(180, N_("Churn threshold (days)"))
    n: int = option(1, N_("After purchase"), low=1)
    by: Split = option("channel", N_("Split by"))


def _orders(tables: Tables, params: FlowProfileParams) -> ir.Table:
    """Orders that count, with nth: which purchase of the person each belongs to."""
    made = in_period(owned(tables, params), params)
    made = made.filter(made.counts)
    if params.same_day == "merge":
        window = ibis.window(group_by=made.person, order_by=made.day)
        return made.mutate(nth=ibis.dense_rank().over(window) + 1)
    window = ibis.window(group_by=made.person, order_by=[made.day, made.placed_at, made.order])
    return made.mutate(nth=ibis.row_number().over(window) + 1)


def _each(tables: Tables, params: FlowProfileParams) -> ir.Table:
    """One row a customer who reached n, and a group: person, group, state (continued, churned or undecided)."""
    made = _orders(tables, params)
    found = made.group_by("person").agg(
        purchases=made.nth.max(), last_day=made.day.max(), **_first_of(made, params.n, params.by)
    )
    found = found.filter(found.purchases >= params.n)
    silent = days_between(ibis.literal(params.as_of), found.last_day) > params.days
    state = ibis.cases((found.purchases > params.n, "continued"), (silent, "churned"), else_="undecided")
    found = found.mutate(state=state).drop("purchases", "last_day")
    if params.by in _THINGS:
        here = made.filter(made.nth == params.n).select("order", "person")
        held = here.join(items(tables, "product" if params.by == "product" else "category"), "order")
        return found.join(held.select("person", group="item").distinct(), "person").select("person", "group", "state")
    if params.by in attributes.OF_PERSON:
        found = attributes.described(found, tables, params.by, as_of=params.as_of)
    return found.select("person", "group", "state")


def _first_of(made: ir.Table, n: int, by: Split) -> dict[str, ir.Value]:
    """A property of the n-th purchase: of its earliest order, where it is several."""
    if by in _THINGS or by in attributes.OF_PERSON:
        return {}
    said = made[by].fill_null("").argmin(moment_of(made), where=made.nth == n)
    return {"group": said.fill_null("")}


def _counted(found: ir.Table) -> dict[str, ir.Value]:
    return {name: (found.state == name).sum().fill_null(0) for name in _STATES}


def _whole(tables: Tables, params: FlowProfileParams) -> ir.Table:
    """Everybody who reached n once: how many went on, left, are undecided."""
    found = _each(tables, replace(params, by="channel"))
    return found.agg(**_counted(found))


def rows(tables: Tables, params: FlowProfileParams) -> ir.Table:
    """group, continued, churned, undecided, their shares of all of their kind, gap (points), pct churned."""
    found = _each(tables, params)
    made = found.group_by("group").agg(**_counted(found))
    if params.by in _THINGS:
        sized = made.mutate(size=made.continued + made.churned + made.undecided)
        made = sized.order_by(ibis.desc("size"), "group").limit(MOST_THINGS).drop("size")
    whole = _whole(tables, params).rename(all_continued="continued", all_churned="churned", all_undecided="undecided")
    made = made.cross_join(whole)
    stayed, left = (
        cells.percent(made.continued, made.all_continued),
        cells.percent(made.churned, made.all_churned),
    )
    made = made.mutate(
        continued_share=stayed,
        churned_share=left,
        gap=stayed - left,
        pct=cells.percent(made.churned, made.continued + made.churned),
        size=made.continued + made.churned,
    ).drop("all_continued", "all_churned", "all_undecided")
    return attributes.in_order(made, params.by, "size").drop("size")


def people(tables: Tables, params: FlowProfileParams, cell: Cell) -> ir.Table:
    """Those of the group who went on, who left, or of whom one cannot know yet."""
    part, found = cells.part_of(cell, MEASURE.counts), _each(tables, params)
    return found.filter(found.group == cells.text_of(cell, "group"), found.state == part).select("person")


def population(tables: Tables, params: FlowProfileParams) -> ir.Table:
    """continued, churned, undecided, and the rate of the decided who left."""
    made = _whole(tables, params)
    return made.mutate(pct=cells.percent(made.churned, made.continued + made.churned))


_STATES = ("continued", "churned", "undecided")
_PCT = Column("pct", N_("Left, of the decided"), "percent")
_HEADS = (
    Column("continued", N_("Continued"), "people"),
    Column("churned", N_("Churned"), "people"),
    Column("undecided", N_("Undecided"), "people"),
)
MEASURE = Measure(
    name="flow-profile",
    title=N_("Continued against churned"),
    question=N_("What sets those who went on apart from those who left?"),
    formula=N_(
        "Of customers with an n-th purchase: continued (has n+1) against churned (silent longer than the threshold). "
        "Share = part of all who continued, or of all who churned. Left, of the decided = churned ÷ (continued + churned)."
    ),
    notes=(
        N_("The undecided are in no rate: they may still come back."),
        N_("By product or category, a purchase of several things counts for each of them; the 30 most frequent."),
        N_("A difference is no cause: whoever differs in this may differ in other things as well."),
    ),
    params=FlowProfileParams,
    keys=("group",),
    counts=_STATES,
    columns=(
        Column("group", N_("Group"), "text"),
        *_HEADS,
        Column("continued_share", N_("Share of those who continued"), "percent"),
        Column("churned_share", N_("Share of those who churned"), "percent"),
        Column("gap", N_("Difference (points)"), "ratio"),
        _PCT,
    ),
    totals=(*_HEADS, _PCT),
    chart=Chart("bar", x="group", y=("continued_share", "churned_share")),
    rows=rows,
    people=people,
    population=population,
)

# SPDX-License-Identifier: Apache-2.0
"""訪問者分析: who looks at the site and the app: members and others, where from, by which device, new or returning.

A visitor is a person, or a browser that nobody has claimed. What machines do never reaches the lake. Who is joined with
somebody else is one visitor from then on, in the past, too: whose an act is follows from its node.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import attributes, cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import in_period, owned
from omotenashi.insight.measures.words import N_

# The site and the app; what else tells of people (shops, mails, calls) is no visit here.
PLACES = ("EC", "APP")
ACTS = ("page", "view", "search", "cart", "checkout")
_LOOKS = ("page", "view")
NEW, RETURNING = "new", "returning"

type Split = Literal["standing", "newness", "age", "gender", "prefecture", "rank", "member_rank", "device", "channel"]


@dataclass(frozen=True, kw_only=True)
class VisitorParams(Common):
    """Without ``from``, the last days count. ``by`` is a property of the visitor, or of the visit (device, channel)."""

    heeds: ClassVar[tuple[str, ...]] = ("as_of", "start", "end")

    by: Split = option("standing", N_("Split by"))
    days: int = option(30, N_("Days, where no first day is named"), low=1)


def period(params: VisitorParams) -> tuple[date, date]:
    """The first and the last day that count."""
    last = min(params.end, params.as_of) if params.end else params.as_of
    return params.start or last - timedelta(days=params.days - 1), last


def _days(tables: Tables, params: VisitorParams) -> ir.Table:
    """Until the last day, one row a node, day, device and channel: node, day, device, channel, looks."""
    last = period(params)[1]
    came = tables.touches.filter(
        tables.touches.day <= last, tables.touches.channel.isin(PLACES), tables.touches.act.isin(ACTS)
    )
    came = came.mutate(device=came.device.fill_null(""))
    return came.group_by("node", "day", "device", "channel").agg(looks=came.act.isin(_LOOKS).sum())


def _visits(tables: Tables, params: VisitorParams) -> ir.Table:
    """Days of the period on which somebody came: visitor, person (null for a browser), day, device, channel, looks, newness."""
    first, _last = period(params)
    found = _days(tables, params).left_join(tables.nodes.select("node", "person"), "node").drop("node_right")
    found = found.mutate(visitor=found.person.fill_null(-found.node)).drop("node")
    born = found.group_by("visitor").agg(born=found.day.min())
    found = found.filter(found.day >= first).join(born, "visitor")
    return found.mutate(newness=(found.born < first).ifelse(RETURNING, NEW)).drop("born")


def _split(tables: Tables, params: VisitorParams, rows: ir.Table) -> ir.Table:
    """The rows with `group`."""
    if params.by in attributes.OF_PERSON:
        return attributes.described(rows, tables, params.by, as_of=params.as_of)
    return rows.mutate(group=rows[params.by])


def _each(tables: Tables, params: VisitorParams, *, split: bool = True) -> ir.Table:
    """One row a visitor of a group: person, group, newness, days, looks, known (somebody we know), bought (in the period)."""
    rows = _visits(tables, params)
    rows = _split(tables, params, rows) if split else rows.mutate(group=ibis.literal(""))
    each = rows.group_by("group", "visitor").agg(
        person=rows.person.max(), newness=rows.newness.max(), days=rows.day.nunique(), looks=rows.looks.sum()
    )
    known = tables.persons.filter(tables.persons.standing.fill_null("") != "").select(named="person")
    each = each.left_join(known, each.person == known.named)
    bought = _buyers(tables, params)
    each = each.left_join(bought, each.person == bought.buyer)
    return each.mutate(known=each.named.notnull(), bought=each.buyer.notnull()).drop("named", "buyer")


def _buyers(tables: Tables, params: VisitorParams) -> ir.Table:
    first, last = period(params)
    sold = in_period(owned(tables, params), replace(params, start=first, end=last))
    return sold.filter(sold.counts).select(buyer="person").distinct()


def rows(tables: Tables, params: VisitorParams) -> ir.Table:
    """group, visitors, share, new, returning, returning_pct, visits, looks, customers, buyers, pct."""
    each = _each(tables, params)
    made = each.group_by("group").agg(**_counted(each))
    whole = _each(tables, params, split=False).agg(all_visitors=ibis._.count())
    made = made.cross_join(whole)
    made = _rated(made).mutate(share=cells.percent(made.visitors, made.all_visitors)).drop("all_visitors")
    return attributes.in_order(made, params.by, "visitors")


def _counted(each: ir.Table) -> dict[str, ir.Value]:
    return {
        "visitors": each.count(),
        "new": (each.newness == NEW).sum().fill_null(0),
        "returning": (each.newness == RETURNING).sum().fill_null(0),
        "visits": each.days.sum().fill_null(0),
        "looks": each.looks.sum().fill_null(0),
        "customers": each.known.sum().fill_null(0),
        "buyers": each.bought.sum().fill_null(0),
    }


def _rated(made: ir.Table) -> ir.Table:
    return made.mutate(
        returning_pct=cells.percent(made.returning, made.visitors),
        per_visit=made.looks / made.visits.nullif(0),
        pct=cells.percent(made.buyers, made.visitors),
    )


def people(tables: Tables, params: VisitorParams, cell: Cell) -> ir.Table:
    """Visitors of the group whom we know, or those who bought."""
    part, found = cells.part_of(cell, MEASURE.counts), _each(tables, params)
    found = found.filter(found.group == cells.text_of(cell, "group"), found.person.notnull())
    return found.filter(found.bought if part == "buyers" else found.known).select("person")


def population(tables: Tables, params: VisitorParams) -> ir.Table:
    """Everybody once: visitors, new, returning, customers, visits, looks, buyers and their rates."""
    each = _each(tables, params, split=False)
    return _rated(each.agg(**_counted(each)))


_VISITORS = Column("visitors", N_("Site visitors"), "people")
_NEW = Column("new", N_("New visitors"), "people")
_RETURNING = Column("returning", N_("Returning visitors"), "people")
_RETURNING_PCT = Column("returning_pct", N_("Returning rate"), "percent")
_VISITS = Column("visits", N_("Visit days"), "count")
_LOOKS_A_VISIT = Column("per_visit", N_("Pages a day"), "ratio")
_CUSTOMERS = Column("customers", N_("Known visitors"), "people")
_BUYERS = Column("buyers", N_("Bought in the period"), "people")
_PCT = Column("pct", N_("Share who bought"), "percent")
MEASURE = Measure(
    name="visitors",
    title=N_("Visitor analysis"),
    question=N_("Who looks at the site?"),
    formula=N_(
        "Persons and browsers with a page, a product, a search or a cart on the site or in the app within the period. New = "
        "the first visit of all lies in the period; returning = there was one before it. Bought = a purchase in the period, "
        "in any channel."
    ),
    notes=(
        N_("Machines (search robots, monitors, previews) are left out when they come, and so everywhere."),
        N_(
            "A browser that nobody has logged in on is a visitor of its own; who logs in is one person over all browsers."
        ),
        N_("Split by device or channel, who came by two of them stands in both."),
        N_("A tablet that calls itself a Mac counts as a computer."),
    ),
    params=VisitorParams,
    keys=("group",),
    counts=("customers", "buyers"),
    columns=(
        Column("group", N_("Group"), "text"),
        _VISITORS,
        Column("share", N_("Share"), "percent"),
        _NEW,
        _RETURNING,
        _RETURNING_PCT,
        _VISITS,
        Column("looks", N_("Pages seen"), "count"),
        _LOOKS_A_VISIT,
        _CUSTOMERS,
        _BUYERS,
        _PCT,
    ),
    totals=(_VISITORS, _NEW, _RETURNING_PCT, _CUSTOMERS, _PCT, _RETURNING, _VISITS, _LOOKS_A_VISIT, _BUYERS),
    chart=Chart("bar", x="group", y=("visitors",)),
    rows=rows,
    people=people,
    population=population,
)

# SPDX-License-Identifier: Apache-2.0
"""KPI tree, decile and the list of customers."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from omotenashi.people.customers import queries as customers
from omotenashi.web.console.figures.blocks import Block, Cell, Head, Page, Table
from omotenashi.web.console.figures.charts import chart_blocks, column, scaled
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.trees import tree_of
from omotenashi.web.console.figures.writing import label, split_of

MOST_CUSTOMERS = 100


def kpi_tree(page: Page) -> list[Block]:
    """The tree, then its factors by group. The groups are those of the first order."""
    tree = Block("tree", tree_of(page), note=_(page.answer.measure.notes[0]))
    columns = ("group", "customers", "ltv", "price", "frequency", "retention", "repeat_pct", "active", "sales")
    if split_of(page.answer.params) == "none":
        return [tree, table_block(page, columns=columns)]
    return [
        tree,
        *chart_blocks(page, title=_("12-month LTV"), y=("ltv",), kind="bar", x="group"),
        table_block(page, columns=columns, title=_("By group")),
    ]


def decile(page: Page) -> list[Block]:
    """Bars of the amount and the running share as a line: a Pareto chart."""
    charts = chart_blocks(page, title=finding(page), y=("amount",))
    if charts:
        body: dict[str, Any] = charts[0].body
        running = column(page, "cumulative")
        body["series"].append(
            {
                "name": label(running.label),
                "values": [scaled(row["cumulative"], "percent") for row in page.answer.rows],
                "as": "line",
                "format": "percent",
            }
        )
    return [totals(page), *charts, table_block(page)]


def one_by_one(page: Page) -> list[Block]:
    """The first customers with their names; all of them are in the file."""
    rows = page.answer.rows[:MOST_CUSTOMERS]
    found = customers.profiles_by_seq([row["person"] for row in rows]).select_related("person")
    profiles = {profile.person.seq: profile for profile in found}
    columns = [one for one in page.answer.measure.columns if one.name not in ("person", "r", "f", "m", "first_medium")]
    table = table_block(page, columns=[one.name for one in columns], most=MOST_CUSTOMERS)
    body: Table = table.body
    people = [_who(profiles.get(row["person"])) for row in rows]
    whole = page.answer.population.get("customers") or 0
    named = Table(
        heads=[Head(_("Customer"), right=False), *body.heads],
        rows=[[who, *cells] for who, cells in zip(people, body.rows, strict=True)],
        left_out=whole - len(rows),
    )
    return [totals(page), Block("table", named, title=_("Customers"))]


def _who(profile: Any) -> Cell:
    if profile is None:
        return Cell(_("Unknown"), right=False)
    try:
        href = reverse("console:customer", args=[profile.person_id])
    except NoReverseMatch:
        href = ""
    return Cell(profile.name or profile.kana or profile.member_no or _("No name"), href=href, right=False)

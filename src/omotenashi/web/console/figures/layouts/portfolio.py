# SPDX-License-Identifier: Apache-2.0
"""CPM: five kinds of customers, here or gone, and twelve months of them."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.cpm_ranks import KINDS, STATES
from omotenashi.web.console.figures.blocks import Block, Page, few
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.wording import kind
from omotenashi.web.console.figures.writing import write
from omotenashi.web.ui import matrices


def cpm(page: Page) -> list[Block]:
    """Ten tiles, the months, the table."""
    months = page.ask("cpm-months", **page.state.shared_with("cpm-months"))
    told = Page(page.state, months, page.names, page.ask, page.masks)
    charts = chart_blocks(told, title=finding(told), links=False)
    return [totals(page), tiles(page), *charts, table_block(page)]


def cpm_months(page: Page) -> list[Block]:
    """The months as stacked bars, the table."""
    return [totals(page), *chart_blocks(page, title=finding(page)), table_block(page)]


def tiles(page: Page) -> Block:
    """Kinds as rows, the best on top; here and gone as columns; coloured by the amount."""
    by_at = {(row["kind"], row["state"]): row for row in page.answer.rows}
    states = {"active": _("Still here"), "gone": _("Gone")}

    def under(at: tuple[Any, Any]) -> str:
        return _("%(share)s · %(amount)s") % {
            "share": write(by_at[at]["share"], "percent", decimals=1),
            "amount": write(by_at[at]["amount"], "money"),
        }

    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=_("Kind of customer"),
        column_title=_("State"),
        rows={name: kind(page.answer.params, name) for name in reversed(KINDS)},
        columns={name: states[name] for name in STATES},
        values={at: row["customers"] for at, row in by_at.items()},
        colour={at: row["amount"] for at, row in by_at.items()},
        write=lambda count: few(page, int(count)) or str(write(count, "people")),
        write_colour=lambda amount: str(write(amount, "money")),
        share=under,
        href=lambda at: "" if few(page, by_at[at]["customers"]) else page.state.people({"kind": at[0], "state": at[1]}),
        details=_thresholds(page),
        measure=_("Amount"),
    )
    return Block("matrix", body, title=finding(page))


def _thresholds(page: Page) -> dict[str, str]:
    text = page.state.text
    much, long = write(int(text["spent"]), "money"), write(int(text["stay"]), "days")
    return {
        "best": _("%(much)s or more, stayed %(long)s or more") % {"much": much, "long": long},
        "fashion": _("%(much)s or more, in under %(long)s") % {"much": much, "long": long},
        "steady": _("under %(much)s, stayed %(long)s or more") % {"much": much, "long": long},
        "toddler": _("under %(much)s, in under %(long)s") % {"much": much, "long": long},
        "first": _("one purchase"),
    }

# SPDX-License-Identifier: Apache-2.0
"""CPM: five or four kinds of customers, here or gone, and twelve months of them."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.cpm_ranks import STATES, CpmParams
from omotenashi.web.console.figures.blocks import Block, Page, few
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.wording import kind
from omotenashi.web.console.figures.writing import write
from omotenashi.web.ui import matrices


def cpm(page: Page) -> list[Block]:
    """Two tiles a kind, the months, the table."""
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

    hidden = {at for at, row in by_at.items() if row["amount"] is None}

    def under(at: tuple[Any, Any]) -> str:
        if at in hidden:
            return ""
        return _("%(share)s · %(amount)s") % {
            "share": write(by_at[at]["share"], "percent", decimals=1),
            "amount": write(by_at[at]["amount"], "money"),
        }

    body = matrices.matrix(
        title=_(page.answer.measure.title),
        row_title=_("Kind of customer"),
        column_title=_("State"),
        rows={name: kind(page.answer.params, name) for name in reversed(_kinds(page))},
        columns={name: states[name] for name in STATES},
        values={at: row["customers"] or 0 for at, row in by_at.items()},
        colour={at: row["amount"] for at, row in by_at.items()},
        # A kind that is there has somebody in it: nobody stands for what may not be told.
        write=lambda count: few(page, int(count)) or (str(write(count, "people")) if count else "—"),
        write_colour=lambda amount: str(write(amount, "money")),
        share=under,
        href=lambda at: "" if at in hidden else page.state.people({"kind": at[0], "state": at[1]}),
        details=_thresholds(page),
        measure=_("Amount"),
    )
    return Block("matrix", body, title=finding(page))


def _kinds(page: Page) -> tuple[str, ...]:
    params = page.answer.params
    return params.kinds if isinstance(params, CpmParams) else ()


def _thresholds(page: Page) -> dict[str, str]:
    text = page.state.text
    much, long = write(int(text["spent"]), "money"), write(int(text["stay"]), "days")
    young = _("under %(much)s, in under %(long)s") % {"much": much, "long": long}
    return {
        "best": _("%(much)s or more, stayed %(long)s or more") % {"much": much, "long": long},
        "fashion": _("%(much)s or more, in under %(long)s") % {"much": much, "long": long},
        "steady": _("under %(much)s, stayed %(long)s or more") % {"much": much, "long": long},
        "toddler": young if "fashion" in _kinds(page) else _("any amount, in under %(long)s") % {"long": long},
        "first": _("one purchase"),
    }

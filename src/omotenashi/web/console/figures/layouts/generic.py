# SPDX-License-Identifier: Apache-2.0
"""The layout of a measure that asks for nothing special: totals, chart, table."""

from datetime import date
from typing import Any

from omotenashi.insight.measures import params as parameters
from omotenashi.web.console.figures.blocks import Block, Page, few_of
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import label, write

MOST_TOTALS = 5


def layout(page: Page) -> list[Block]:
    """Totals on top, the chart with what it says, the table beneath."""
    return [totals(page), *chart_blocks(page, title=finding(page)), table_block(page)]


def totals(page: Page, names: tuple[str, ...] = ()) -> Block:
    """The population of the measure as key figures."""
    columns = [one for one in page.answer.measure.totals if not names or one.name in names]
    said = page.answer.population
    body = [
        {
            "label": label(one.label),
            "value": few_of(page, one, said.get(one.name)) or _short(said.get(one.name), one.unit),
        }
        for one in columns[:MOST_TOTALS]
    ]
    return Block("totals", body)


def choice(page: Page, name_of: str, name: str, choices: dict[str, str]) -> dict[str, Any]:
    """A parameter of the measure as a switch over the picture: its values in words."""
    known = parameters.describe(page.answer.measure.params)
    usual = next(one.default for one in known if one.name == name)
    now = page.state.text[name]
    links = [
        {"label": text, "href": page.state.url(**{name: "" if key == usual else key}), "active": key == now}
        for key, text in choices.items()
    ]
    return {"label": name_of, "links": links}


def _short(value: Any, unit: str) -> str:
    """A day without its weekday: it stands in large type."""
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    return str(write(value, unit))

# SPDX-License-Identifier: Apache-2.0
"""「この数字の根拠」: formula, population, freshness and the way to the rows of an answer."""

from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from omotenashi.insight import queries as insight
from omotenashi.web.console.figures.blocks import Page, few_of
from omotenashi.web.console.figures.writing import label, write
from omotenashi.web.ui.tags.formats import ago, day

MOST_TOTALS = 3


def basis_of(page: Page, *, rows_href: str = "#rows") -> dict[str, Any]:
    """What `{% basis %}` shows."""
    return {
        "formula": _(page.answer.measure.formula),
        "population": population_of(page),
        "source": _("Orders and returns of all channels, %(fresh)s") % {"fresh": freshness()},
        "as_of": day(page.answer.params.as_of),
        "rows_href": rows_href,
    }


def population_of(page: Page) -> str:
    """The first totals of the population in words: “Customers 8, Churned 4”."""
    totals = page.answer.measure.totals[:MOST_TOTALS]
    known = page.answer.population
    said = [
        f"{label(one.label)} {few_of(page, one, known.get(one.name)) or write(known.get(one.name), one.unit)}"
        for one in totals
    ]
    return _(", ").join(said)


def freshness() -> str:
    """When the record was last read into the lake, in words."""
    written = insight.lake_written_at()
    return _("read %(when)s") % {"when": strip_tags(str(ago(written)))} if written else _("not read yet")

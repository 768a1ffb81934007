# SPDX-License-Identifier: Apache-2.0
"""Data overview: the facts of the record in four groups."""

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.tables import count_cell
from omotenashi.web.console.figures.writing import label, write

_GROUPS = {
    "orders": "documents orders cancelled_orders zero_orders returns stray_returns first_moment last_moment",
    "lines": """all_lines lines return_lines lines_without_customer order_lines_without_customer
        return_lines_without_customer priced_lines products quantity""",
    "people": """customers buyers customer_orders orders_per_customer max_orders customer_gross
        amount_per_customer max_amount""",
    "money": "gross returned net discount coupon points_used shipping mean_basket median_basket",
    "places": "channels locations countries",
}


def profile(page: Page) -> list[Block]:
    """Each fact with its value; the two counts of customers open."""
    if not page.answer.rows:
        return []
    row = page.answer.rows[0]
    columns = {one.name: one for one in page.answer.measure.columns}
    titles = {
        "orders": _("Orders and returns"),
        "lines": _("Lines and products"),
        "people": _("Customers"),
        "money": _("Money"),
        "places": _("Places"),
    }
    groups = []
    for key, names in _GROUPS.items():
        facts = []
        for name in names.split():
            one = columns[name]
            open_ = count_cell(page, row, name) if name in page.answer.measure.counts else None
            text = open_.text if open_ else write(row[name], one.unit)
            facts.append({"label": label(one.label), "text": text, "href": open_.href if open_ else ""})
        groups.append({"title": titles[key], "facts": facts})
    return [Block("facts", groups)]

# SPDX-License-Identifier: Apache-2.0
"""The KPI tree: LTV and its three factors, each with its change against the year before."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.blocks import Page
from omotenashi.web.console.figures.writing import label, write

# name, unit, decimals, the factors it is the product of
_LTV = ("price", "frequency", "retention")
_SALES = ("sales_per_active", "sales_per_purchase", "purchases_per_active")


def tree_of(page: Page) -> dict[str, Any]:
    """LTV = amount per purchase × purchases per active month × active months, as `{% kpi_tree %}` draws it."""
    found = page.answer.population
    root = node(page, found, "ltv", "money", note=_count(found["customers"]))
    children = [
        node(page, found, "price", "money"),
        node(page, found, "frequency", "ratio", operator="×"),
        node(page, found, "retention", "ratio", operator="×"),
    ]
    return {**root, "children": children}


def node(
    page: Page, found: dict[str, Any], name: str, unit: str, *, operator: str = "", note: str = ""
) -> dict[str, Any]:
    """One value of the tree. It opens what it is made of, by channel."""
    found_label = next(one.label for one in page.answer.measure.totals if one.name == name)
    made: dict[str, Any] = {
        "label": label(found_label),
        "value": write(found[name], unit),
        "change": change(found[name], found[f"{name}_before"]),
        "href": page.state.url(by="channel"),
        "operator": operator,
        "note": note,
    }
    return made


def change(now: float | None, before: float | None) -> float | None:
    """The relative change, as a fraction; None when there is nothing to compare with."""
    return None if now is None or not before else float(now / before - 1)


def _count(customers: int) -> str:
    return _("n = %(count)s") % {"count": write(customers, "people")}

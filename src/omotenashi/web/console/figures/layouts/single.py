# SPDX-License-Identifier: Apache-2.0
"""Measures whose answer is one number: how it came about, or what it would be by the other honest definitions."""

from django.utils.translation import gettext as _

from omotenashi.web.console.figures.bars import bar, bars_block
from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.charts import chart_blocks
from omotenashi.web.console.figures.findings import finding
from omotenashi.web.console.figures.layouts import generic
from omotenashi.web.console.figures.layouts.generic import totals
from omotenashi.web.console.figures.layouts.leaving import proposal
from omotenashi.web.console.figures.tables import table_block
from omotenashi.web.console.figures.writing import split_of, write

_USUAL = {"amount": "sales", "tax": "incl", "returns": "deduct", "points": "before"}


def churn(page: Page) -> list[Block]:
    """Unsplit: who was here and gone at the end of each month, for a later purchase revives; else the groups."""
    if split_of(page.answer.params) != "none":
        return generic.layout(page)
    months = page.ask("cpm-months", **page.state.shared_with("cpm-months"))
    told = Page(page.state, months, page.names, page.ask, page.masks)
    charts = chart_blocks(told, title=finding(page), links=False)
    return [totals(page), *proposal(page), *charts, table_block(page)]


def ltv(page: Page) -> list[Block]:
    """Unsplit: the five definitions beside each other, the active one dark; else the groups."""
    if split_of(page.answer.params) != "none":
        return generic.layout(page)
    return [totals(page), definitions(page), table_block(page)]


def definitions(page: Page) -> Block:
    """Every name leads to this page by that definition."""
    now = {name: page.state.text[name] for name in _USUAL}
    found = []
    for name, change in _definitions().items():
        chosen = {**_USUAL, **change}
        told = page.answer if chosen == now else page.ask("ltv", **{**page.state.values, **chosen})
        found.append((name, chosen, told.population.get("ltv")))
    most = max((value or 0 for _name, _chosen, value in found), default=0) or 1
    rows = [
        {
            "name": name,
            "href": page.state.url(**{key: "" if text == _USUAL[key] else text for key, text in chosen.items()}),
            "cells": [bar((value or 0) * 100 / most, str(write(value, "money")), grey=chosen != now)],
        }
        for name, chosen, value in found
    ]
    note = _("The active definition is dark; press a name to change it.")
    return bars_block(finding(page), [_("LTV")], rows, first=_("Definition"), note=note)


def _definitions() -> dict[str, dict[str, str]]:
    return {
        _("Sales with tax"): {},
        _("Gross profit with tax"): {"amount": "margin"},
        _("Sales without tax"): {"tax": "excl"},
        _("Sales before returns"): {"returns": "ignore"},
        _("Sales after points used"): {"points": "after"},
    }

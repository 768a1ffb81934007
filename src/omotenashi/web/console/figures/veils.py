# SPDX-License-Identifier: Apache-2.0
"""Small groups and low roles: of a handful of people nothing is told, nor can it be worked out from what stands beside it.

One small group alone would follow from the whole and the others, so the next smallest is hidden with it. Where rows are
divided by several things, that holds in every direction: a reader may ask for the sum over each of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from omotenashi.insight.measures.explore.catalogue import CUSTOMERS, DIMENSIONS, NEW, QUANTITIES
from omotenashi.insight.measures.explore.choice import ExploreParams
from omotenashi.insight.measures.params import Common
from omotenashi.web.console.figures.blocks import Page, masked

type Row = dict[str, Any]
NEW_SHARE = "new_pct"
# Whose rows are groups of customers that together are the whole.
VEILED = ("explore", "cpm")


def in_company[Key](small: Collection[Key], sizes: Mapping[Key, Any]) -> set[Key]:
    """The small groups, and where there is but one the next smallest beside it."""
    hidden, others = set(small), {key: size for key, size in sizes.items() if key not in small}
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda key: (others[key], key)))
    return hidden


def veiled(page: Page) -> Page:
    """A page without what a low role may not see: everything drawn from it, a table, tiles or a chart, has no more."""
    if not page.masks or page.answer.measure.name not in VEILED:
        return page
    answer, keys = page.answer, page.answer.measure.keys
    hidden = hidden_rows(answer.rows, keys, masks=page.masks)
    rows = [_emptied(row, page) if _at(row, keys) in hidden else _parts(row, page) for row in answer.rows]
    if _sorted_by_number(answer.params):
        # Where a row stands says how large it is: those without a number stand behind the others, by their names.
        rows.sort(key=lambda row: (_at(row, keys) in hidden, _at(row, keys) if _at(row, keys) in hidden else ()))
    whole = answer.population
    whole = _emptied(whole, page) if masked(whole.get(CUSTOMERS), masks=page.masks) else _parts(whole, page)
    return replace(page, answer=replace(answer, rows=rows, population=whole))


def _sorted_by_number(params: Common) -> bool:
    if not isinstance(params, ExploreParams):
        return False
    asked, by = params.sort.removeprefix("-"), params.dimensions
    return asked in QUANTITIES if asked else not (by and DIMENSIONS[by[0]].ordered)


def hidden_rows(rows: Sequence[Row], keys: Sequence[str], *, masks: bool) -> set[tuple[str, ...]]:
    """The keys of the rows of which nothing is told. A row without customers names nobody, and keeps nobody company."""
    sizes = {_at(row, keys): row[CUSTOMERS] for row in rows if row[CUSTOMERS]}
    hidden = {at for at, size in sizes.items() if masked(size, masks=masks)}
    while (more := _along(hidden, sizes, len(keys))) != hidden:
        hidden = more
    return hidden


def _along(hidden: set[tuple[str, ...]], sizes: Mapping[tuple[str, ...], int], depth: int) -> set[tuple[str, ...]]:
    """With the company that each hidden one needs among the rows that differ from it in one thing only."""
    found = set(hidden)
    for place in range(depth):
        lines: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}
        for at, size in sizes.items():
            lines.setdefault(at[:place] + at[place + 1 :], {})[at] = size
        for line in lines.values():
            found |= in_company(hidden & line.keys(), line)
    return found


def _at(row: Row, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row[key]) for key in keys)


def _emptied(row: Row, page: Page) -> Row:
    """Without its numbers; that there are few stays, for it is what the reader is told in their place."""
    measure = page.answer.measure
    kept = {name: row[name] for name in measure.counts if masked(row[name], masks=page.masks)}
    return row | dict.fromkeys(name for name in row if name not in measure.keys) | kept


def _parts(row: Row, page: Page) -> Row:
    """Of many customers few may be new, or few not: then the share would tell of them as the number does."""
    said, share = row.get(NEW), row.get(NEW_SHARE)
    customers = row[CUSTOMERS]
    new = round(share * customers / 100) if said is None and share is not None and customers else said
    if new is None or not (masked(new, masks=page.masks) or masked(customers - new, masks=page.masks)):
        return row
    hidden = {NEW: new if masked(new, masks=page.masks) else None, NEW_SHARE: None}
    return row | {name: value for name, value in hidden.items() if name in row}

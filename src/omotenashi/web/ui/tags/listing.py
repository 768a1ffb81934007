# SPDX-License-Identifier: Apache-2.0
"""`{% list page %}` for an index, `{% cell %}` for one value, `{% pager %}` for anything else in pages."""

from collections.abc import Iterable
from functools import partial

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from omotenashi.web.ui.lists import Column, Filter, ListPage, ListState
from omotenashi.web.ui.markup import component
from omotenashi.web.ui.tags.controls import badge
from omotenashi.web.ui.tags.formats import UNKNOWN, ago, day, moment, money, number, percent
from omotenashi.web.ui.tags.icons import channel

register = template.Library()

WRITERS = {
    "number": number,
    "decimal": partial(number, decimals=1),
    "money": money,
    "percent": percent,
    "day": day,
    "moment": moment,
    "ago": ago,
}


@register.simple_tag(name="list")
def list_page(page: ListPage) -> SafeString:
    """Tabs, search, filters, columns, density, table, selection, pager and export of a `lists.ListPage`."""
    state, columns = page.state, shown_columns(page.state)
    return component(
        "list",
        page=page,
        state=state,
        spec=state.spec,
        id=f"list-{state.spec.name}",
        columns=columns,
        headers=[_header(state, column) for column in columns],
        tabs=_tabs(state),
        chips=list(_chips(state)),
        choices=_column_choices(state),
        densities=_densities(state),
        filters=[_filter_form(state, one) for one in state.spec.filters],
        next_url=state.url(after=page.next) if page.next else "",
        previous_url=state.url(before=page.previous) if page.previous else "",
        rows=[{"row": row, "cells": [(c, cell(row.cells.get(c.key), c.kind)) for c in columns]} for row in page.rows],
    )


@register.simple_tag
def cell(value: object, kind: str = "text") -> SafeString | str:
    """One value as a column of that kind shows it. Unknown is —.

    badge takes (state, label), link (href, label), interval (value, between what and what) as text, money minor units or (minor units, currency).
    """
    if value is None or value == "":
        return UNKNOWN
    if kind == "money" and isinstance(value, tuple):
        return conditional_escape(money(*value))
    if kind in WRITERS:
        return conditional_escape(WRITERS[kind](value))  # type: ignore[operator]  # a table of filters
    if kind == "channel":
        return channel(str(value), plain=True)
    if kind == "channels" and isinstance(value, Iterable):
        return format_html(
            "<span class='o-channels'>{}</span>", SafeString("".join(channel(str(v), plain=True) for v in value))
        )
    if kind == "badge" and isinstance(value, tuple):
        return badge(str(value[1]), state=str(value[0]))
    if kind == "link" and isinstance(value, tuple):
        return format_html('<a href="{}">{}</a>', value[0], value[1])
    if kind == "interval" and isinstance(value, tuple):
        return format_html("<b>{}</b><small class='o-between'>{}</small>", value[0], value[1])
    return conditional_escape(str(value))


@register.simple_tag
def pager(
    next: str = "",  # noqa: A002  # reads well
    previous: str = "",
    count: int | None = None,
    shown: int | None = None,
    about: bool = False,
    label: str = "",
) -> SafeString:
    """Previous and next as links, and how many there are in all."""
    return component("pager", next_url=next, previous_url=previous, count=count, shown=shown, about=about, label=label)


def shown_columns(state: ListState) -> list[Column]:
    """The chosen columns in the order of the specification; fixed ones always."""
    return [column for column in state.spec.columns if column.fixed or column.key in state.columns]


def _header(state: ListState, column: Column) -> dict[str, object]:
    active = column.sort and state.sort_key == column.key
    # The first press sorts numbers and days from the top, words from あ.
    first = f"-{column.key}" if column.right or column.kind in ("day", "moment", "ago") else column.key
    flipped = column.key if state.descending else f"-{column.key}"
    aria = ("descending" if state.descending else "ascending") if active else "none"
    return {
        "column": column,
        "url": state.url(sort=flipped if active else first) if column.sort else "",
        "aria": aria if column.sort else "",
        "active": active,
        "descending": state.descending,
    }


def _tabs(state: ListState) -> list[dict[str, object]]:
    # A tab leads to its saved query alone: what was narrowed by hand before stays behind.
    return [
        {"view": view, "url": f"?view={view.key}" if view.key else "?", "active": view.key == state.view}
        for view in state.spec.views
    ]


def _chips(state: ListState) -> Iterable[dict[str, str]]:
    for one in state.spec.filters:
        names = dict(one.choices)
        if one.kind in ("number", "day"):
            low, high = (state.value(key) for key in one.keys)
            if low or high:
                yield {
                    "label": one.label,
                    "value": f"{low} – {high}",
                    "remove": state.url(**dict.fromkeys(one.keys, "")),
                }
            continue
        for value in state.values.get(one.key, ()):
            rest = tuple(kept for kept in state.values[one.key] if kept != value)
            yield {"label": one.label, "value": names.get(value, value), "remove": state.url(**{one.key: rest})}


def _filter_form(state: ListState, one: Filter) -> dict[str, object]:
    return {
        "filter": one,
        "keys": [(key, state.value(key)) for key in one.keys],
        "choices": [(value, label, value in state.values.get(one.key, ())) for value, label in one.choices],
    }


def _column_choices(state: ListState) -> list[dict[str, object]]:
    def without(key: str) -> tuple[str, ...]:
        return tuple(kept for kept in state.columns if kept != key)

    return [
        {
            "column": column,
            "active": column.key in state.columns,
            "url": state.url(
                columns=without(column.key) if column.key in state.columns else (*state.columns, column.key)
            ),
        }
        for column in state.spec.columns
        if not column.fixed
    ]


def _densities(state: ListState) -> list[dict[str, object]]:
    names = {"normal": _("Normal"), "dense": _("Dense"), "roomy": _("Roomy")}
    return [
        {"label": label, "url": state.url(density=key), "active": state.density == key} for key, label in names.items()
    ]

# SPDX-License-Identifier: Apache-2.0
"""Numbers as heroes: figure, 「この数字の根拠」, sparkline, matrix, KPI tree, share bar, heat strip."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.web.ui.drawing import heat_cells, sparkline_points
from omotenashi.web.ui.markup import component, text
from omotenashi.web.ui.matrices import Matrix
from omotenashi.web.ui.tags.formats import day, percent
from omotenashi.web.ui.tags.icons import channel_name

register = template.Library()


@register.simple_tag
def figure(
    label: str,
    value: object,
    unit: str = "",
    change: float | None = None,
    period: str = "",
    better: str = "up",
    spark: Sequence[float | None] = (),
    href: str = "",
    basis: Mapping[str, object] | None = None,
    note: str = "",
    size: str = "md",
) -> SafeString:
    """A key figure. `value` is already written (filters money, number, percent).

    change: a fraction against `period` (default: the same period last year), said in words; better: up | down.
    spark: past values, oldest first. basis: see `basis`. href: the people or rows behind it. size: md | lg.
    """
    return component(
        "figure",
        label=label,
        value=value,
        unit=unit,
        change=_change(change, period or _("last year"), better),
        spark=sparkline_points(spark),
        href=href,
        basis=basis,
        note=note,
        size=size,
    )


def _change(change: float | None, period: str, better: str) -> dict[str, str] | None:
    if change is None:
        return None
    words = {
        "up": _("%(share)s up on %(period)s"),
        "down": _("%(share)s down on %(period)s"),
        "flat": _("same as %(period)s"),
    }
    way = "flat" if abs(change) < 0.0005 else "up" if change > 0 else "down"
    mood = "flat" if way == "flat" else "good" if way == better else "bad"
    return {"way": way, "mood": mood, "words": words[way] % {"share": percent(abs(change)), "period": period}}


@register.simple_tag
def basis(
    formula: str,
    population: str = "",
    as_of: object = "",
    rows_href: str = "",
    source: str = "",
    id: str = "",  # noqa: A002  # reads well in a template
    label: str = "",
) -> SafeString:
    """「この数字の根拠」: formula, population, freshness and a link to the rows, in a popover."""
    facts = {"formula": formula, "population": population, "as_of": as_of, "rows_href": rows_href, "source": source}
    return component("basis", basis=facts, id=id, label=label)


@register.simple_tag
def sparkline(values: Iterable[float | None], label: str = "", width: int = 96, height: int = 28) -> SafeString:
    """A small line without axes; `label` says it to screen readers."""
    return component("sparkline", spark=sparkline_points(list(values), width, height), label=label)


@register.simple_tag
def share_bar(share: float | None, channel: str = "", label: str = "") -> SafeString:
    """A fraction as a thin bar with its percent beside it."""
    width = 0 if share is None else max(0.0, min(1.0, float(share))) * 100
    return component("share_bar", width=f"{width:.1f}", words=percent(share), channel=channel, label=label)


@register.simple_tag
def matrix(matrix: Matrix) -> SafeString:
    """Rows against columns; each cell a link with value and share. Build it with `matrices.matrix(...)`."""
    return component("matrix", matrix=matrix)


@register.simple_tag
def kpi_tree(root: Mapping[str, object]) -> SafeString:
    """{"label", "value", "unit", "change", "href", "operator", "children"}: operator joins it to the one before."""
    return component("kpi_tree", root=_with_change(root))


def _with_change(node: Mapping[str, object]) -> dict[str, object]:
    children = node.get("children") or ()
    change = node.get("change")
    words = _change(change, str(node.get("period") or _("last year")), "up") if isinstance(change, float) else None
    return {
        **node,
        "change": words,
        "children": [_with_change(child) for child in children] if isinstance(children, Sequence) else [],
    }


@register.simple_tag
def heat_strip(days: Iterable[tuple[date, str, int]], until: date, weeks: int = 105) -> SafeString:
    """A calendar of two years, a square a day. days: (day, channel code, count) where something happened."""
    drawn = heat_cells(list(days), until=until, weeks=weeks, name=channel_name)
    # Hundreds of squares: written here, as a template takes ten times as long.
    cells = SafeString("".join(map(_square, drawn.pop("cells"))))
    months = SafeString("".join(map(_month, drawn.pop("months"))))
    return component("heat_strip", cells=cells, months=months, **drawn)


def _square(cell: Mapping[str, Any]) -> str:
    return (
        f'<rect x="{cell["x"]}" y="{cell["y"]}" width="8" height="8" rx="1.5" data-channel="{text(cell["channel"])}"'
        f' data-strength="{cell["strength"]}"><title>{day(cell["day"])} {text(cell["label"])} {cell["count"]}</title></rect>'
    )


def _month(mark: Mapping[str, Any]) -> str:
    year = f"{mark['month'].year}{pgettext('year and month', '/')}" if mark["year"] else ""
    return f'<text x="{mark["x"]}" y="9">{year}{mark["month"].month}</text>'


@register.simple_tag
def legend(codes: Iterable[str]) -> SafeString:
    """Channel marks with their names, next to a chart or strip."""
    return component("legend", codes=[(code, channel_name(code)) for code in codes])


@register.simple_tag
def seq_style(level: int | None) -> SafeString:
    """The style of a cell on step 1–8 of the scale: background and a text colour that reads on it."""
    if not level:
        return mark_safe("")  # a constant
    ink = "low" if level <= 5 else "high"
    return format_html("background:var(--seq-{});color:var(--on-seq-{})", level, ink)

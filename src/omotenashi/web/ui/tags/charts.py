# SPDX-License-Identifier: Apache-2.0
"""`{% chart spec %}`: a chart island with its title, text summary and the table beneath."""

from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from omotenashi.base.money import exponent
from omotenashi.web.ui.markup import component
from omotenashi.web.ui.tags.formats import Amount, money, number, own_currency, percent
from omotenashi.web.ui.tags.icons import channel_name

register = template.Library()


@register.simple_tag
def chart(spec: Mapping[str, object], height: int = 280, table: bool = True, heading: str = "h3") -> SafeString:
    """Draw `spec`: {"kind", "title", "x": {"label", "values"}, "y": {"label", "format"}, "series": [...], …}.

    kind: line | bar | stacked | heatmap | histogram. y.format: number | money | percent (fractions).
    A series: {"name" or "channel", "values": [… None …], "immature_from": index}. Optional: "question", "summary",
    "note", "source", "href" of a series point list ("hrefs"). The README of web/ui shows each kind.
    """
    series = [_named(one) for one in _list(spec.get("series"))]
    complete = {**spec, "series": series, "y": _axis(_part(spec, "y"))}
    return component(
        "chart",
        spec=complete,
        id=f"chart-{uuid4().hex[:8]}",
        height=height,
        summary=spec.get("summary") or summary_of(complete),
        heading=heading,
        rows=_table_rows(complete) if table else (),
    )


def summary_of(spec: Mapping[str, object]) -> str:
    """The chart in a sentence a series: first, last and highest value with where it stands."""
    x_values = _list(_part(spec, "x").get("values"))
    write = writer(str(_part(spec, "y").get("format") or "number"))
    sentences = []
    for series in _list(spec.get("series")):
        points = [(x, y) for x, y in zip(x_values, _list(series["values"]), strict=False) if isinstance(y, int | float)]
        if not points:
            continue
        top = max(points, key=lambda point: point[1])
        sentences.append(
            _("%(name)s: from %(first)s (%(start)s) to %(last)s (%(end)s), highest %(top)s (%(at)s).")
            % {
                "name": series["name"],
                "first": write(points[0][1]),
                "start": points[0][0],
                "last": write(points[-1][1]),
                "end": points[-1][0],
                "top": write(top[1]),
                "at": top[0],
            }
        )
    return " ".join(sentences)


def writer(kind: str) -> Callable[[Amount], str]:
    """The filter that writes values of a format: money, percent or number."""
    if kind == "money":
        return money
    return percent if kind == "percent" else number


def _named(series: Mapping[str, object]) -> dict[str, object]:
    code = series.get("channel")
    return {**series, "name": series.get("name") or channel_name(str(code or ""))}


def _axis(axis: Mapping[str, object]) -> dict[str, object]:
    """The axis, with the retailer's currency where it counts money."""
    if axis.get("format") != "money":
        return dict(axis)
    code = str(axis.get("currency") or own_currency())
    return {**axis, "currency": code, "exponent": exponent(code)}


def _table_rows(spec: Mapping[str, object]) -> list[list[str]]:
    write = writer(str(_part(spec, "y").get("format") or "number"))
    columns = [_list(series["values"]) for series in _list(spec.get("series"))]
    return [
        [str(x), *(write(column[i] if i < len(column) else None) for column in columns)]
        for i, x in enumerate(_list(_part(spec, "x").get("values")))
    ]


def _part(spec: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = spec.get(key)
    return found if isinstance(found, Mapping) else {}


def _list(value: object) -> Sequence:  # type: ignore[type-arg]  # JSON
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()

# SPDX-License-Identifier: Apache-2.0
"""Pure geometry of the small pictures that the server draws: sparkline and heat strip."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

CELL = 8
GAP = 2


def sparkline_points(values: Sequence[float | None], width: int = 96, height: int = 28) -> dict[str, object] | None:
    """Points of a polyline in a box of width × height, with the last one apart. None when under two values."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step = (width - 6) / (len(known) - 1)
    points = [(3 + i * step, height - 3 - (value - low) / span * (height - 6)) for i, value in enumerate(known)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"3,{height} {line} {points[-1][0]:.1f},{height}"
    return {
        "line": line,
        "area": area,
        "x": f"{points[-1][0]:.1f}",
        "y": f"{points[-1][1]:.1f}",
        "width": width,
        "height": height,
    }


@cache
def _squares(count: int) -> str:
    """A path of as many squares, a week a column: one element for all days instead of one each."""
    step = CELL + GAP
    return "".join(
        f"M{day // 7 * step + 1} {day % 7 * step + 15}h{CELL - 2}v{CELL - 2}h{2 - CELL}z" for day in range(count)
    )


def heat_cells(
    days: Sequence[tuple[date, str, int]], *, until: date, weeks: int, name: Callable[[str], str]
) -> dict[str, Any]:
    """Squares by week and weekday (Monday on top), months for the axis, and the size of the picture."""
    monday = until - timedelta(days=until.weekday()) - timedelta(weeks=weeks - 1)
    by_day = {moment: (channel, count) for moment, channel, count in days if monday <= moment <= until}
    step = CELL + GAP
    cells: list[dict[str, object]] = []
    for moment, (channel, count) in sorted(by_day.items()):
        week, weekday = divmod((moment - monday).days, 7)
        at = {"x": week * step, "y": weekday * step + 14, "day": moment}
        cells.append({**at, "channel": channel, "label": name(channel), "count": count, "strength": min(3, count)})
    months: list[dict[str, object]] = []
    for moment in _firsts(monday, until):
        if (week := (moment - monday).days // 7) < weeks - 2:
            months.append({"x": week * step, "month": moment, "year": moment.month == 1 or not months})
    return {
        "cells": cells,
        "blank": _squares((until - monday).days + 1),
        "months": months,
        "width": weeks * step,
        "height": 7 * step + 14,
        "codes": [(code, name(code)) for code in dict.fromkeys(channel for channel, _count in by_day.values())],
        "total": sum(count for _channel, count in by_day.values()),
    }


def _firsts(start: date, end: date) -> Iterator[date]:
    """The first day of each month between two days."""
    moment = start if start.day == 1 else (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    while moment <= end:
        yield moment
        moment = (moment + timedelta(days=32)).replace(day=1)

# SPDX-License-Identifier: Apache-2.0
"""The curve of feelings over the stages: pure geometry. The picture is as wide as there are stages, and 100 high."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDE, HIGH, EDGE = 100.0, 100.0, 14.0
_TENSION = 0.4


@dataclass(frozen=True, slots=True)
class Dot:
    """A stage on the curve: place in the picture, in percent of it, and the feeling."""

    x: float
    y: float
    left: float
    value: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve as paths of an SVG, and its dots. Empty where nobody said how people feel."""

    width: float
    line: str
    area: str
    dots: tuple[Dot, ...]


def curve(values: Sequence[float | None]) -> Curve:
    """Draw a smooth curve through the stages of which something is known."""
    width = WIDE * len(values)
    dots = tuple(
        Dot(x := WIDE * (at + 0.5), _y(value), round(100 * x / width, 3), value)
        for at, value in enumerate(values)
        if value is not None
    )
    if not dots:
        return Curve(width, "", "", ())
    line = f"M{dots[0].x:.1f} {dots[0].y:.1f}" + "".join(_bend(one, two) for one, two in pairwise(dots))
    middle = _y(0)
    return Curve(width, line, f"{line}L{dots[-1].x:.1f} {middle:.1f}L{dots[0].x:.1f} {middle:.1f}Z", dots)


def _y(value: float) -> float:
    return round(HIGH / 2 - value / 2 * (HIGH / 2 - EDGE), 2)


def _bend(one: Dot, two: Dot) -> str:
    reach = (two.x - one.x) * _TENSION
    return f"C{one.x + reach:.1f} {one.y:.1f} {two.x - reach:.1f} {two.y:.1f} {two.x:.1f} {two.y:.1f}"

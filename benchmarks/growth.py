# SPDX-License-Identifier: Apache-2.0
"""Draws the law of growth: the figures measured at several sizes, and the power of the size they follow.

    python benchmarks/growth.py          reads the table of docs/scale.md, writes docs/pictures/growth.svg
    PYTHONPATH=src python benchmarks/growth.py --measure 1 10 30 100
                                         first measures so many million events (`events.py`) and writes the tables anew

100 million events are made in some minutes, straight into Parquet (a gigabyte in a temporary folder), and asked within 6 GB.

A row of the table is a measure and its processor seconds at the sizes in the head ("1 M", "10 M", "1 G"); "—" is not
measured. Both axes are logarithmic: a straight line with slope b is `seconds = a · events^b`. Prints a and b.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
HEAD = "| processor s at events |"
BESIDE = "| clock, peak of memory at events |"
UNITS = {"k": 1e3, "M": 1e6, "G": 1e9}
COLOURS = ("#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2")
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 640, 360, 60, 20, 170, 40
SIZES, SECONDS = (1e6, 1e9), (0.1, 1e3)

type Points = list[tuple[float, float]]


def main() -> None:
    """Measure when asked to, read, fit, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", type=int, nargs="*", default=(), help="millions of events")
    if sizes := parser.parse_args().measure:
        _write(_measured(sizes))
    found = read((DOCS / "scale.md").read_text("utf-8"))
    for name, points in found.items():
        start, power = fit(points)
        told = start + power * math.log(1e8), start + power * math.log(1e9)
        print(f"{name:20} events^{power:.2f}; at 100 M {math.exp(told[0]):.0f} s, at 1 G {math.exp(told[1]):.0f} s")
    (DOCS / "pictures" / "growth.svg").write_text(draw(found), "utf-8")


def _measured(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Run the benchmark once for each size, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "figures.jsonl"
        for size in sizes:
            asked = [str(Path(__file__).parent / "events.py"), "--events", str(size * 1_000_000), "--json", str(told)]
            subprocess.run([sys.executable, *asked], check=True)
        return [json.loads(line) for line in told.read_text().splitlines()]


def _write(figures: Sequence[dict[str, Any]]) -> None:
    """Put the two tables in the place of those that are there."""
    page = DOCS / "scale.md"
    text = page.read_text("utf-8")
    for head, cell in ((HEAD, _seconds), (BESIDE, _clock)):
        before, _, rest = text.partition(head)
        after = rest.partition("\n\n")[2]
        text = f"{before}{table(head, figures, cell)}\n\n{after}"
    page.write_text(text, "utf-8")


def table(head: str, figures: Sequence[dict[str, Any]], cell: Callable[[dict[str, Any]], str]) -> str:
    """A row a measure, a column a size; what was not measured is a dash."""
    sizes = sorted({one["events"] for one in figures})
    found = {(one["measure"], one["events"]): cell(one) for one in figures}
    lines = [f"{head} {' | '.join(f'{size // 1_000_000} M' for size in sizes)} |", "| --- " * (len(sizes) + 1) + "|"]
    names = dict.fromkeys(one["measure"] for one in figures)
    lines += (f"| {name} | {' | '.join(found.get((name, size), '—') for size in sizes)} |" for name in names)
    return "\n".join(lines)


def _seconds(one: dict[str, Any]) -> str:
    return f"{one['cpu']:.2f}"


def _clock(one: dict[str, Any]) -> str:
    return f"{one['clock']:.1f} s, {one['peak']:,.0f} MB"


def read(text: str) -> dict[str, Points]:
    """Give the points of each row of the table."""
    lines = iter(text.splitlines())
    head = next(line for line in lines if line.startswith(HEAD))
    sizes = [float(cell.split()[0]) * UNITS[cell.split()[1]] for cell in _cells(head)[1:]]
    next(lines)
    found = {}
    for line in lines:
        if not line.startswith("|"):
            break
        name, *taken = _cells(line)
        found[name] = [(size, float(one)) for size, one in zip(sizes, taken, strict=True) if one != "—"]
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split("|")]


def fit(points: Points) -> tuple[float, float]:
    """Give log a and b of `seconds = a · events^b`, by least squares over the logarithms."""
    at = [(math.log(size), math.log(taken)) for size, taken in points]
    middle, level = (sum(one[axis] for one in at) / len(at) for axis in (0, 1))
    power = sum((x - middle) * (y - level) for x, y in at) / sum((x - middle) ** 2 for x, _ in at)
    return level - power * middle, power


def draw(found: dict[str, Points]) -> str:
    """Give the picture: what was measured as dots, what follows from it as dashes up to a billion events."""
    parts = [_axes()]
    for place, ((name, points), colour) in enumerate(zip(found.items(), COLOURS, strict=False)):
        start, power = fit(points)
        ends = [_at(size, math.exp(start + power * math.log(size))) for size in SIZES]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in ends)
        parts.append(f'<polyline points="{line}" stroke="{colour}" fill="none" stroke-dasharray="4 4"/>')
        dots = (_at(size, taken) for size, taken in points)
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in dots]
        y = TOP + 16 + 22 * place
        parts.append(f'<text x="{WIDTH - RIGHT + 12}" y="{y}" fill="{colour}">{name} ^{power:.2f}</text>')
    box = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    style = 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>'
    return "\n".join([head, box, *parts, "</svg>", ""])


def _axes() -> str:
    parts = []
    for power, label in ((6, "1 M"), (7, "10 M"), (8, "100 M"), (9, "1 G events")):
        x = _at(10**power, 1)[0]
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{label}</text>')
    for seconds in (0.1, 1, 10, 100, 1000):
        y = _at(1e6, seconds)[1]
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{seconds:g} s</text>')
    return "\n".join(parts)


def _at(size: float, taken: float) -> tuple[float, float]:
    def share(value: float, span: tuple[float, float]) -> float:
        return math.log(value / span[0]) / math.log(span[1] / span[0])

    x = LEFT + share(size, SIZES) * (WIDTH - LEFT - RIGHT)
    return x, HEIGHT - BOTTOM - share(taken, SECONDS) * (HEIGHT - TOP - BOTTOM)


if __name__ == "__main__":
    main()

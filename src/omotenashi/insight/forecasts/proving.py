# SPDX-License-Identifier: Apache-2.0
"""The value models against worlds whose truth is known: who is alive, what they buy later, how many lie in the interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from omotenashi.insight.forecasts import bgnbd, checking, value
from omotenashi.insight.forecasts.checking import Group
from omotenashi.insight.forecasts.drawing import draw_bgnbd
from omotenashi.insight.forecasts.summaries import Floats, Ints, Summaries, summaries

TRUE = {"r": 0.55, "alpha": 40.0, "a": 0.8, "b": 2.4}
AHEAD = 182.0
_SIDE, _EDGE = 300, 44


@dataclass(frozen=True)
class Seen:
    """Purchases by person and day, the last day of the fit, and who is alive after it."""

    person: Ints
    day: Ints
    end: int
    alive: np.ndarray


@dataclass(frozen=True)
class Proof:
    """Parameters (name, estimate, standard error, truth), and said against true in groups of alike."""

    name: str
    parameters: tuple[tuple[str, float, float, float | None], ...]
    alive: tuple[Group, ...]
    purchases: tuple[Group, ...]
    coverage: float


def of_model(*, customers: int, seed: int) -> Proof:
    """A world that obeys the model."""
    world = draw_bgnbd(TRUE, customers=customers, days=730, seed=seed, after=AHEAD, whole_days=True)
    return _proof("BG/NBD", world.summaries, world.alive, world.later, TRUE)


def of_seen(seen: Seen, *, name: str) -> Proof:
    """Any world that tells its purchases and who is alive."""
    pairs = np.unique(np.stack((seen.person, seen.day)), axis=1)
    person, day = pairs
    before = day <= seen.end
    people, place, often = np.unique(person[before], return_inverse=True, return_counts=True)
    first, last = np.full(len(people), np.iinfo(np.int64).max), np.zeros(len(people), dtype=np.int64)
    np.minimum.at(first, place, day[before])
    np.maximum.at(last, place, day[before])
    soon = ~before & (day <= seen.end + AHEAD) & np.isin(person, people)
    later = np.bincount(np.searchsorted(people, person[soon]), minlength=len(people))
    known = summaries(
        x=np.asarray(often - 1, dtype=np.float64),
        t_x=np.asarray(last - first, dtype=np.float64),
        T=np.asarray(seen.end - first, dtype=np.float64),
    )
    return _proof(name, known, seen.alive[people], later.astype(np.float64), None)


def _proof(name: str, known: Summaries, alive: np.ndarray, later: Floats, true: dict[str, float] | None) -> Proof:
    fit = bgnbd.fit(known)
    low, high = value.purchase_interval(fit, known, within=AHEAD, level=0.8)
    back = known.x > 0
    return Proof(
        name=name,
        parameters=tuple((key, at, fit.errors[key], true[key] if true else None) for key, at in fit.parameters.items()),
        alive=checking.groups(expected=bgnbd.p_alive(fit, known)[back], actual=alive[back] * 1.0),
        purchases=checking.groups(expected=bgnbd.expected(fit, known, within=AHEAD), actual=later),
        coverage=float(((later >= low) & (later <= high)).mean() * 100),
    )


def drawn(proofs: Sequence[Proof]) -> str:
    """The calibration as a picture (SVG): what was said across, what was true upwards; the diagonal is right."""
    panels = [(proof.name, kind, groups) for proof in proofs
              for kind, groups in (("P(alive)", proof.alive), ("Purchases", proof.purchases))]  # fmt: skip
    width, height = 2 * (_SIDE + 2 * _EDGE), -(-len(panels) // 2) * (_SIDE + 2 * _EDGE)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for place, (name, kind, groups) in enumerate(panels):
        x, y = (place % 2) * (_SIDE + 2 * _EDGE) + _EDGE, (place // 2) * (_SIDE + 2 * _EDGE) + _EDGE
        parts += _panel(x, y, f"{name}: {kind}", groups)
    return "\n".join([*parts, "</svg>", ""])


def _panel(x: int, y: int, title: str, groups: Sequence[Group]) -> list[str]:
    most = max(max(one.expected, one.actual + 2 * one.error) for one in groups) * 1.05 or 1.0

    def at(said: float, true: float) -> tuple[float, float]:
        return x + said / most * _SIDE, y + _SIDE - max(true, 0.0) / most * _SIDE

    parts = [
        f'<text x="{x}" y="{y - 12}" font-weight="bold">{escape(title)}</text>',
        f'<rect x="{x}" y="{y}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#bbb"/>',
        f'<line x1="{x}" y1="{y + _SIDE}" x2="{x + _SIDE}" y2="{y}" stroke="#bbb" stroke-dasharray="4 4"/>',
        f'<text x="{x + _SIDE}" y="{y + _SIDE + 16}" text-anchor="end" fill="#666">{most:.2f}</text>',
    ]
    for one in groups:
        across, up = at(one.expected, one.actual)
        _, low = at(one.expected, one.actual - 2 * one.error)
        _, high = at(one.expected, one.actual + 2 * one.error)
        parts += [
            f'<line x1="{across:.1f}" y1="{low:.1f}" x2="{across:.1f}" y2="{high:.1f}" stroke="#2a5caa"/>',
            f'<circle cx="{across:.1f}" cy="{up:.1f}" r="4" fill="#2a5caa"/>',
        ]
    return parts

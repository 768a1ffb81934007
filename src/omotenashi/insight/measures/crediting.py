# SPDX-License-Identifier: Apache-2.0
"""Attribution: which touch earned the sale. Six ways side by side, each summing to what was really earned.

Markov of first order (Anderl et al. 2016, Mapping the Customer Journey): the removal effect of a channel is the share
of conversions that is lost when everybody who would go there goes away instead. It is solved exactly, as an absorbing
chain, and uses journeys without a conversion, too.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

type Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

MODELS = ("last", "first", "linear", "position", "time_decay", "markov")
START, WON, LOST = "(start)", "(won)", "(lost)"


@dataclass(frozen=True)
class Journey:
    """Touches in their order, how many went this way and bought or did not, and what they paid together."""

    touches: tuple[str, ...]
    won: float
    lost: float
    revenue: float


@dataclass(frozen=True)
class Credit:
    """What each channel earned by each model."""

    total: float
    p_conversion: float
    removal: Mapping[str, float]
    by: Mapping[str, Mapping[str, float]]


def attribute(journeys: Sequence[Journey], *, half_life: float = 1.0) -> Credit:
    """Share what was earned. `half_life`: after so many touches a touch counts half (time decay)."""
    channels = sorted({touch for one in journeys for touch in one.touches})
    total = sum(one.revenue for one in journeys)
    by: dict[str, dict[str, float]] = {name: dict.fromkeys(channels, 0.0) for name in MODELS}
    for one in journeys:
        if not one.touches:
            continue
        for name in MODELS[:-1]:
            for touch, share in zip(one.touches, _shares(name, len(one.touches), half_life), strict=True):
                by[name][touch] += one.revenue * share
    p_conversion, removal = removal_effects(journeys, channels)
    whole = sum(removal.values())
    earned = sum(one.revenue for one in journeys if one.touches)
    by["markov"] = {name: earned * effect / whole if whole else 0.0 for name, effect in removal.items()}
    return Credit(total=total, p_conversion=p_conversion, removal=removal, by=by)


def _shares(model: str, touches: int, half_life: float) -> list[float]:
    if model == "last":
        return [0.0] * (touches - 1) + [1.0]
    if model == "first":
        return [1.0] + [0.0] * (touches - 1)
    if model == "position" and touches > 2:
        return [0.4, *([0.2 / (touches - 2)] * (touches - 2)), 0.4]
    if model == "time_decay":
        weights = [0.5 ** ((touches - 1 - place) / half_life) for place in range(touches)]
        return [weight / sum(weights) for weight in weights]
    return [1 / touches] * touches


def removal_effects(journeys: Iterable[Journey], channels: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Give the chance of a conversion, and the share of it that each channel's removal costs."""
    states = [START, *channels]
    place = {name: at for at, name in enumerate([*states, WON, LOST])}
    moves = np.zeros((len(states), len(states) + 2))
    for (here, there), number in _moves(journeys).items():
        moves[place[here], place[there]] += number
    whole = moves.sum(axis=1, keepdims=True)
    moves = np.divide(moves, whole, out=np.zeros_like(moves), where=whole > 0)
    won, seen = _ends(moves)
    reached = float(won[0])
    # Whoever goes away instead of going there is lost: the share that came by there and ended well.
    effects = {name: float(seen[at] * won[at] / reached) if reached else 0.0 for at, name in enumerate(channels, 1)}
    return reached, {name: min(max(effect, 0.0), 1.0) for name, effect in effects.items()}


def _moves(journeys: Iterable[Journey]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for one in journeys:
        way = (START, *one.touches)
        for here, there in itertools.pairwise(way):
            found[here, there] += one.won + one.lost
        found[way[-1], WON] += one.won
        found[way[-1], LOST] += one.lost
    return found


def _ends(moves: Floats) -> tuple[Floats, Floats]:
    """Give the chance to end in WON from each place, and the chance to come by each place from START.

    (I - Q)^-1 is how often each place is seen from each other (Kemeny and Snell 1960, Finite Markov Chains): divided by
    how often it is seen from itself it is the chance to come by at all. A channel that nobody leaves is a dead end.
    """
    often = np.linalg.inv(np.eye(len(moves)) - moves[:, : len(moves)])
    return often @ moves[:, -2], often[0] / np.diag(often)

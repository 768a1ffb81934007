# SPDX-License-Identifier: Apache-2.0
"""The twelve questions and what their answers mean. Pure.

Three stages, four questions each (spec/product.md, "two axes"): channels exist side by side (multi), their data are linked
(cross), the service is linked (omni). The turning point is points that are good in every channel: without them no answer
makes a shop omnichannel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

SINGLE, MULTI, CROSS, OMNI = "single", "multi", "cross", "omni"
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    MULTI: ("channels", "reach", "assortment", "daily"),
    CROSS: ("person", "stock", "behaviour", "consent"),
    OMNI: ("points", "pickup", "across", "goals"),
}
CODES = tuple(code for codes in QUESTIONS.values() for code in codes)
TURNING_POINT = "points"
ENOUGH = 0.5


class Level(IntEnum):
    """No, partly, yes."""

    NO = 0
    PARTLY = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a retailer stands. `shares` by stage and `score` (0 to 100) are parts of what can be had."""

    stage: str
    score: int
    shares: Mapping[str, float]
    carried: tuple[str, ...]
    missing: tuple[str, ...]


def standing(levels: Mapping[str, Level]) -> Standing:
    """Judge the answers. What nobody answered counts as no.

    A stage is reached with half of its points, one after the other; `missing` names what the next stage lacks first.
    """
    held = {code: levels.get(code, Level.NO) for code in CODES}
    shares = {stage: _share(held, codes) for stage, codes in QUESTIONS.items()}
    stage = _stage(shares, held[TURNING_POINT])
    order = (MULTI, CROSS, OMNI)
    ahead = order[order.index(stage) + 1 :] if stage in order else order
    behind = [one for one in order if one not in ahead]
    return Standing(
        stage=stage,
        score=round(100 * sum(held.values()) / (len(CODES) * Level.YES)),
        shares=shares,
        carried=tuple(code for code in CODES if held[code] is Level.YES),
        missing=tuple(code for one in (*ahead, *behind) for code in QUESTIONS[one] if held[code] is not Level.YES),
    )


def _share(held: Mapping[str, Level], codes: tuple[str, ...]) -> float:
    return sum(held[code] for code in codes) / (len(codes) * Level.YES)


def _stage(shares: Mapping[str, float], points: Level) -> str:
    if shares[MULTI] < ENOUGH:
        return SINGLE
    if shares[CROSS] < ENOUGH:
        return MULTI
    return OMNI if points is Level.YES and shares[OMNI] >= ENOUGH else CROSS

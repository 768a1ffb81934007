# SPDX-License-Identifier: Apache-2.0
"""R, F and M of each customer, their scores 1–5 (5 is best) and the painted rank A–E."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.params import BadParameter, Common, option
from omotenashi.insight.measures.purchases import customers, days_between, in_period, owned
from omotenashi.insight.measures.words import N_

RANKS = "ABCDE"
GRADES = 5


@dataclass(frozen=True, kw_only=True)
class RfmParams(Common):
    """Four rising thresholds each: R up to (days), F from (purchases), M from (minor units).

    ``cuts`` are the sums R+F+M from which D, C, B and A begin. ``paint`` replaces them: 25 letters
    A–E for R1F1 … R1F5, R2F1 … R5F5, or 125 with M counting fastest (R1F1M1 … R1F1M5, R1F2M1 …).
    """

    score: Literal["fixed", "quintile"] = option(
        "fixed",
        N_("Scores"),
        help_text=N_("Quintiles move every day although the customer did nothing."),
    )
    r: tuple[int, ...] = option((30, 90, 180, 365), N_("R thresholds (days)"))
    f: tuple[int, ...] = option((2, 3, 5, 10), N_("F thresholds (purchases)"))
    m: tuple[int, ...] = option((5_000, 10_000, 30_000, 100_000), N_("M thresholds (amount)"))
    cuts: tuple[int, ...] = option((5, 7, 10, 13), N_("Ranks D, C, B, A from R+F+M"))
    paint: str = option("", N_("Painted ranks"))

    def __post_init__(self) -> None:
        for name in ("r", "f", "m", "cuts"):
            if len(getattr(self, name)) != GRADES - 1:
                text = ",".join(str(number) for number in getattr(self, name))
                raise BadParameter(name, text, "four rising numbers")
        if self.paint and (len(self.paint) not in (25, 125) or set(self.paint) - set(RANKS)):
            raise BadParameter("paint", self.paint, "25 or 125 letters A–E")


def scores(tables: Tables, params: RfmParams) -> ir.Table:
    """person, days, purchases, amount, first_day, last_day, r, f, m, rank as of ``as_of``."""
    found = customers(in_period(owned(tables, params), params), params)
    found = found.mutate(days=days_between(ibis.literal(params.as_of), found.last_day))
    graded = found.mutate(
        r=_grade(-found.days, tuple(-days for days in reversed(params.r)), params),
        f=_grade(found.purchases, params.f, params),
        m=_grade(found.amount, params.m, params),
    )
    return graded.mutate(rank=_rank(graded, params))


def scores_at(tables: Tables, params: RfmParams, day: date) -> ir.Table:
    """The scores recomputed as they were on another day."""
    return scores(tables, replace(params, as_of=day))


def _grade(value: ir.IntegerValue, thresholds: tuple[int, ...], params: RfmParams) -> ir.IntegerValue:
    """The score of a value that is better when larger: one more for each threshold reached.

    As a quintile: 1 + floor(5 × customers with a strictly smaller value ÷ customers), so that
    ties share a score and the groups may be unequal.
    """
    if params.score == "fixed":
        reached = ((value >= threshold, 5 - i) for i, threshold in enumerate(reversed(thresholds)))
        return ibis.cases(*reached, else_=1)
    smaller = ibis.rank().over(ibis.window(order_by=value))
    return 1 + (GRADES * smaller) // value.count().over(ibis.window())


def _rank(found: ir.Table, params: RfmParams) -> ir.StringValue:
    if not params.paint:
        total = found.r + found.f + found.m
        reached = ((total >= cut, rank) for cut, rank in zip(params.cuts[::-1], RANKS, strict=False))
        return ibis.cases(*reached, else_=RANKS[-1])
    place = (found.r - 1) * GRADES + found.f - 1
    if len(params.paint) == GRADES**3:
        place = place * GRADES + found.m - 1
    return ibis.literal(params.paint).substr(place, 1)

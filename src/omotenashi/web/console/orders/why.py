# SPDX-License-Identifier: Apache-2.0
"""Why these places: each decision of an order as a table of candidates, the chosen first, the refused with their reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.commerce.sourcing import queries as sourcing
from omotenashi.commerce.sourcing.models import Decision
from omotenashi.web.console import wording as orders
from omotenashi.web.console.sourcing import words


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One place that was looked at. `scores` stand in the order of the strategy, None where it was refused."""

    name: str
    code: str
    km: float | None
    stock: str
    lines: int | None
    scores: list[int | None]
    refused: str
    is_chosen: bool

    def bars(self, most: int) -> list[int]:
        """Give the parts of the cost as widths in percent of the dearest place's sum."""
        return [round(100 * max(score or 0, 0) / most) if most else 0 for score in self.scores]

    @property
    def total(self) -> int:
        """What it costs in all."""
        return sum(max(score or 0, 0) for score in self.scores)


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """One decision in words. `decided_by` is the criterion that told the chosen place from the next best."""

    version: int
    at: datetime
    strategy: str
    parts: list[tuple[str, bool]]
    mode: str
    region: str
    candidates: list[Candidate]
    pieces: list[tuple[str, int, str]]
    missing: list[tuple[str, int]]
    wanted: int
    decided_by: str
    is_exact: bool
    is_cost: bool
    reason: str

    @property
    def drawn(self) -> list[tuple[Candidate, list[int]]]:
        """Give each place that could serve with its bar, the cheapest first; only where a cost decides."""
        asked = [one for one in self.candidates if not one.refused] if self.is_cost else []
        most = max((one.total for one in asked), default=0)
        return [(one, one.bars(most)) for one in sorted(asked, key=lambda one: (not one.is_chosen, one.total))]


def whys_of(order_id: UUID, *, skus: Mapping[str, str]) -> list[Why]:
    """Give what was decided for an order, the last word first; `skus` names variants. One read."""
    return [_why(row, skus) for row in sourcing.decisions_of(order_id)]


def _why(row: Decision, skus: Mapping[str, str]) -> Why:
    names = list(row.strategy["rules"]) or list(sourcing.COSTS)
    decisive = decided_by(row.candidates, rules=row.strategy["rules"])
    places = {one["location"]: one["name"] for one in row.candidates}
    return Why(
        version=row.version, at=row.decided_at, strategy=words.strategy_name(row.strategy["name"]),
        parts=[(words.said(words.PARTS, name), name == decisive) for name in names],
        mode=orders.said(orders.MODES, row.asked["mode"]), region=row.asked["region"],
        candidates=[_candidate(one, names, row.asked["needs"], skus) for one in row.candidates],
        pieces=[(skus.get(v, v), n, places.get(place, place)) for _line, v, place, n, *_more in row.chosen["pieces"]],
        missing=[(skus.get(variant, variant), n) for _line, variant, n in row.chosen["missing"]],
        wanted=len(row.asked["needs"]),
        decided_by=words.said(words.CRITERIA, decisive) if decisive else "",
        is_exact=row.is_exact, is_cost=not row.strategy["rules"],
        reason=words.said(words.AGAIN, row.reason) if row.reason else "",
    )  # fmt: skip


def _candidate(one: Mapping[str, Any], names: list[str], needs: list[list[Any]], skus: Mapping[str, str]) -> Candidate:
    wanted = [variant for _line, variant, _n in needs]
    held = [f"{skus.get(v, '?')} {one['stock'].get(v, 0)}" for v in dict.fromkeys(wanted)]
    scores: Mapping[str, int] = one["scores"]
    return Candidate(
        name=one["name"], code=one["code"], km=one["km"],
        stock=held[0].rpartition(" ")[2] if len(held) == 1 else " / ".join(held),
        lines=scores.get("lines"), scores=[scores.get(name) for name in names],
        refused=words.said(words.REFUSALS, one["refused"]) if one["refused"] else "", is_chosen=one["chosen"],
    )  # fmt: skip


def decided_by(candidates: Sequence[Mapping[str, Any]], *, rules: Sequence[str]) -> str:
    """Give the first rule by which the one chosen place beats the best of the others that serve as much; else "".

    Where several places were chosen, or a cost decided, no single rule did.
    """
    chosen = [one["scores"] for one in candidates if one["chosen"]]
    if len(chosen) != 1 or not chosen[0]:
        return ""
    rivals = [
        one["scores"]
        for one in candidates
        if not one["chosen"] and not one["refused"] and one["scores"].get("lines", 0) >= chosen[0].get("lines", 0)
    ]
    if not rivals:
        return ""
    best = min(rivals, key=lambda scores: [scores.get(rule, 0) for rule in rules])
    return next((rule for rule in rules if best.get(rule, 0) != chosen[0].get(rule, 0)), "")

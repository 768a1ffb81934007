# SPDX-License-Identifier: Apache-2.0
"""What the page of ranks shows: the ladder with who stands on it, who moved, and what other rules would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.commerce.loyalty.queries import Programme, Tier, ranks
from omotenashi.commerce.loyalty.queries.ranks import Move
from omotenashi.web.console.points.rank_listing import MOVED_DAYS


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of the ladder, the highest first."""

    tier: Tier
    people: int
    share: float
    up: int
    down: int
    benefits: tuple[Campaign, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What would change: how many rise, fall and stay, and who from where to where."""

    up: int
    down: int
    same: int
    moves: tuple[tuple[str, str, int, bool], ...]
    people: tuple[tuple[str, int, int], ...]


def ladder(valid: Programme, *, now: datetime) -> list[Step]:
    """Give the ladder as it stands: three reads, whatever the number of members."""
    stand, good_for = ranks.would_move(valid, valid=valid, now=now), ranks.benefits()
    people = {tier.code: _sum(stand, "before", tier.code) for tier in valid.tiers}
    lately = ranks.moved(now - timedelta(days=MOVED_DAYS))
    order, total = _order(valid), sum(people.values())
    return [
        Step(
            tier=tier, people=people.get(tier.code, 0), share=people.get(tier.code, 0) / total if total else 0.0,
            up=sum(x.people for x in lately if x.after == tier.code and _rises(x, order)),
            down=sum(x.people for x in lately if x.after == tier.code and not _rises(x, order)),
            benefits=tuple(good_for.get(tier.code, ())),
        )
        for tier in sorted(valid.tiers, key=lambda one: -one.threshold)
    ]  # fmt: skip


def preview(wanted: Programme, *, valid: Programme, now: datetime) -> Preview:
    """Say what these rules would change if they held now."""
    found = ranks.would_move(wanted, valid=valid, now=now)
    order = _order(valid) | _order(wanted)
    names = {tier.code: tier.name for tier in (*valid.tiers, *wanted.tiers)} | {"": "—"}
    changed = [one for one in found if one.before != one.after]
    up = sum(one.people for one in changed if _rises(one, order))
    moves = sorted(changed, key=lambda one: -one.people)
    codes = [tier.code for tier in sorted(wanted.tiers, key=lambda one: -one.threshold)]
    return Preview(
        up=up, down=sum(one.people for one in changed) - up, same=sum(x.people for x in found if x.before == x.after),
        moves=tuple((names.get(x.before, x.before), names[x.after], x.people, _rises(x, order)) for x in moves),
        people=tuple((names[code], _sum(found, "before", code), _sum(found, "after", code)) for code in codes),
    )  # fmt: skip


def history(limit: int = 12) -> list[dict[str, Any]]:
    """Give the ladders that held, the newest first; versions that changed something else are left out."""
    shown: list[dict[str, Any]] = []
    for one in reversed(ranks.versions(200)):
        said = (tuple(sorted(one.programme.tiers, key=lambda tier: tier.threshold)), one.programme.window_days)
        if not shown or shown[-1]["said"] != said:
            shown.append({"said": said, "version": one, "tiers": said[0]})
    return shown[::-1][:limit]


def _order(valid: Programme) -> dict[str, int]:
    return {"": -1} | {tier.code: tier.threshold for tier in valid.tiers}


def _rises(move: Move, order: dict[str, int]) -> bool:
    return order.get(move.after, -1) > order.get(move.before, -1)


def _sum(found: Iterable[Move], side: str, code: str) -> int:
    return sum(one.people for one in found if getattr(one, side) == code)

# SPDX-License-Identifier: Apache-2.0
"""How far each person came: the most steps in their order within a window that begins with the first of them.

Like ClickHouse's windowFunnel. `strict_order`: an event that is not the next step ends the way. `strict_deduplication`:
a step that comes again ends it. `strict_once`: one event counts for one step only. `strict_increase`: each step must be
later than the one before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

MODES = ("strict_order", "strict_deduplication", "strict_once", "strict_increase", "allow_reentry")


@dataclass
class _Chain:
    """When the way to a step began, when the step was taken, and by which events."""

    began: float
    at: float
    events: frozenset[int] = frozenset()


def reached(
    events: Sequence[tuple[float, Any]], *, steps: Sequence[Any], window: float, modes: Collection[str] = ()
) -> int:
    """Give how many steps were reached by one person. Several steps may be named alike."""
    told = sorted(
        ((at, [place for place, step in enumerate(steps) if step == name], number)
         for number, (at, name) in enumerate(events)),
        key=lambda one: (one[0], one[1] or [-1]),
    )  # fmt: skip
    chains: list[_Chain | None] = [None] * len(steps)
    begun, former = False, 0
    for at, places, number in told:
        if not places:
            if "strict_order" in modes and begun:
                break
            continue
        for place in reversed(places) if "strict_once" in modes else places:
            ended = _step(chains, place, at, number, begun=begun, former=former, window=window, modes=modes)
            if ended is not None:
                return ended
            begun, former = begun or place == 0, place + 1
    return max((place + 1 for place, chain in enumerate(chains) if chain), default=0)


def _step(
    chains: list[_Chain | None], place: int, at: float, number: int, *, begun: bool, former: int, window: float,
    modes: Collection[str],
) -> int | None:  # fmt: skip
    """Take a step where it can be taken; give the answer when this ends the way."""
    if place == 0:
        chains[0] = _Chain(at, at, frozenset({number}))
        return 1 if len(chains) == 1 else None
    if "strict_deduplication" in modes and chains[place] is not None:
        return former
    before = chains[place - 1]
    if before is None:
        if "strict_order" in modes and begun and "allow_reentry" not in modes:
            return next((at for at, chain in enumerate(chains) if chain is None), len(chains))
        return None
    late = at > before.began + window
    if late or ("strict_increase" in modes and at <= before.at) or ("strict_once" in modes and number in before.events):
        return None
    chains[place] = _Chain(before.began, at, before.events | {number})
    return len(chains) if place + 1 == len(chains) else None

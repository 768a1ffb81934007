# SPDX-License-Identifier: Apache-2.0
"""Taking a person apart: the edges that remain are laid again, in the order in which they were asserted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from omotenashi.people.customers.rules.components import Component, Components
from omotenashi.people.customers.rules.identifiers import WINDOWED
from omotenashi.people.customers.rules.matching.contradictions import REASON, Ground, Traits


@dataclass(frozen=True, slots=True)
class Tie:
    """A live edge, as far as it matters here: its ends by their numbers, whether staff drew it, what it rests on."""

    id: UUID
    a: int
    b: int
    staff: bool
    joined: bool
    ground: Ground = Ground.SURE


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that come out, each as its nodes' numbers, and the ties that cross and must be retracted."""

    parts: list[list[int]]
    cut: list[tuple[Tie, str]]


def lay(
    types: Mapping[int, str],
    ties: Iterable[Tie],
    *,
    sides: Sequence[Iterable[int]] = (),
    apart: Iterable[tuple[int, int]] = (),
    traits: Mapping[int, Traits] | None = None,
) -> Parts:
    """Lay the ties anew over some nodes and give what holds together.

    `sides` are groups of nodes of which no two may meet; nodes on no side go where their oldest tie takes them. What
    staff drew is laid first; of the others, a tie that breaks a limit or contradicts what is known (`traits`, by node)
    is cut: what allowed it is gone.
    """
    components = Components()
    for number, kind in types.items():
        held = Counter() if kind in WINDOWED else Counter({kind: 1})
        components.add(number, Component(held, traits=(traits or {}).get(number, frozenset())))
    side_of = {number: place for place, side in enumerate(sides) for number in side if number in types}
    for one, other in apart:
        components.forbid(one, other)
    cut = _lay(components, sorted(ties, key=lambda tie: not tie.staff), dict(side_of))
    return Parts(parts=[sorted(found.members) for found in components.found.values()], cut=cut)


def _lay(components: Components, ties: Sequence[Tie], sided: dict[int, int]) -> list[tuple[Tie, str]]:
    """Lay ties in this order; one that contradicts is tried again as long as something joins: more may be known then."""
    cut: list[tuple[Tie, str]] = []
    waiting: list[Tie] = list(ties)
    while waiting:
        doubtful: list[Tie] = []
        count = len(components.found)
        for tie in waiting:
            reason = _lay_one(components, tie, sided)
            if reason == REASON:
                doubtful.append(tie)
            elif reason:
                cut.append((tie, reason))
        if len(components.found) == count:
            return cut + [(tie, REASON) for tie in doubtful]
        waiting = doubtful
    return cut


def _lay_one(components: Components, tie: Tie, sided: dict[int, int]) -> str:
    one, other = components.root(tie.a), components.root(tie.b)
    if one == other:
        return ""
    mine, theirs = sided.get(one), sided.get(other)
    if mine is not None and theirs is not None and mine != theirs:
        return "side"
    reason = components.join(one, other, forced=tie.staff, ground=tie.ground)
    if not reason and (side := theirs if mine is None else mine) is not None:
        sided[components.root(one)] = side
    return reason

# SPDX-License-Identifier: Apache-2.0
"""Taking a person apart: the edges that remain are laid again, in the order in which they were asserted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from omotenashi.people.customers.rules.components import Component, Components
from omotenashi.people.customers.rules.identifiers import WINDOWED


@dataclass(frozen=True, slots=True)
class Tie:
    """A live edge, as far as it matters here: its ends by their numbers, and whether a member of staff drew it."""

    id: UUID
    a: int
    b: int
    staff: bool
    joined: bool


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
) -> Parts:
    """Lay the ties anew over some nodes and give what holds together.

    `sides` are groups of nodes of which no two may meet; nodes on no side go where their oldest tie takes them. What
    staff drew is laid first; of the others, a tie that breaks a limit is cut: what allowed it is gone.
    """
    components = Components()
    for number, kind in types.items():
        components.add(number, Component(Counter() if kind in WINDOWED else Counter({kind: 1})))
    side_of = {number: place for place, side in enumerate(sides) for number in side if number in types}
    for one, other in apart:
        components.forbid(one, other)
    sided: dict[int, int] = dict(side_of)
    cut: list[tuple[Tie, str]] = []
    for tie in sorted(ties, key=lambda tie: not tie.staff):
        one, other = components.root(tie.a), components.root(tie.b)
        if one == other:
            continue
        mine, theirs = sided.get(one), sided.get(other)
        reason = "" if mine is None or theirs is None or mine == theirs else "side"
        reason = reason or components.join(one, other, forced=tie.staff)
        if reason:
            cut.append((tie, reason))
        elif (side := theirs if mine is None else mine) is not None:
            sided[components.root(one)] = side
    return Parts(parts=[sorted(found.members) for found in components.found.values()], cut=cut)

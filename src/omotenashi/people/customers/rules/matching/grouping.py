# SPDX-License-Identifier: Apache-2.0
"""From scored pairs to who is who: one to one between two clean sets, careful groups within one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

# A group larger than this is looked at by its strongest pairs only.
_LARGE = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and the bits that speak for one human."""

    left: str
    right: str
    weight: float


def one_to_one(pairs: Iterable[Pair]) -> list[Pair]:
    """Keep each record's best partner, the surest pair first: a clean set names nobody twice."""
    taken_left: set[str] = set()
    taken_right: set[str] = set()
    kept = []
    for pair in in_order(pairs):
        if pair.left not in taken_left and pair.right not in taken_right:
            taken_left.add(pair.left)
            taken_right.add(pair.right)
            kept.append(pair)
    return kept


def groups(pairs: Iterable[Pair], *, weigh: Callable[[str, str], float], join_above: float = 0.0) -> list[list[str]]:
    """Join the surest first, and only while the members of both sides agree in the mean.

    A chain of likely pairs does not make one human of its two ends (average linkage). `weigh` gives the bits of a
    pair that was not blocked.
    """
    known: dict[tuple[str, str], float] = {}
    member_of: dict[str, list[str]] = {}

    def bits(a: str, b: str) -> float:
        key = (a, b) if a < b else (b, a)
        if key not in known:
            known[key] = weigh(*key)
        return known[key]

    ordered = in_order(pairs)
    known.update({((p.left, p.right) if p.left < p.right else (p.right, p.left)): p.weight for p in ordered})
    for pair in ordered:
        one = member_of.setdefault(pair.left, [pair.left])
        other = member_of.setdefault(pair.right, [pair.right])
        if one is other:
            continue
        across = [bits(a, b) for a in one[:_LARGE] for b in other[:_LARGE]]
        if sum(across) / len(across) > join_above:
            one.extend(other)
            for name in other:
                member_of[name] = one
    seen: dict[int, list[str]] = {id(found): sorted(found) for found in member_of.values() if len(found) > 1}
    return sorted(seen.values())


def repeats(pairs: Sequence[Pair]) -> float:
    """Give the share of records that have more than one sure partner: a set that is not clean shows many."""
    partners: dict[str, int] = defaultdict(int)
    for pair in pairs:
        partners[f"l{pair.left}"] += 1
        partners[f"r{pair.right}"] += 1
    return sum(count > 1 for count in partners.values()) / max(len(partners), 1)


def in_order(pairs: Iterable[Pair]) -> list[Pair]:
    """Sort the surest first; equals by their names, so that two runs agree."""
    return sorted(pairs, key=lambda pair: (-pair.weight, pair.left, pair.right))

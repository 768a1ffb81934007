# SPDX-License-Identifier: Apache-2.0
"""What no score outweighs, and what is too close to be decided without looking: pure."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from omotenashi.people.customers.rules.matching import contradictions
from omotenashi.people.customers.rules.matching.comparing import Record, is_reading
from omotenashi.people.customers.rules.matching.grouping import Pair

# A partner that is so many bits surer than the next one (128 to 1) is the partner.
_MARGIN = 7.0


def vetoed(one: Record, other: Record) -> bool:
    """Say whether two records cannot be one human: another given name and another day of birth, or another sex."""
    if one.get("gender") and other.get("gender") and one["gender"] != other["gender"]:
        return True
    mine, theirs = _traits(one), _traits(other)
    return contradictions.same_name(mine, theirs) is False and contradictions.same_birth(mine, theirs) is False


def apart(one: Record, other: Record) -> bool:
    """Say whether two records are rather two humans: of one name, but born on another day, or the other way round."""
    return vetoed(one, other) or contradictions.contradict(
        _traits(one), _traits(other), ground=contradictions.Ground.GUESS
    )


def rivals(pairs: Sequence[Pair], *, agree: Callable[[str, str], bool]) -> set[tuple[str, str]]:
    """Name the pairs that are in doubt because a record has another partner that is not the same human.

    Both cannot be right: none of them is taken unless it is much surer than the others. `agree` says of two partners
    whether they may be one.
    """
    partners: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for pair in pairs:
        partners[pair.left].append((pair.weight, pair.right))
        partners[pair.right].append((pair.weight, pair.left))
    found: set[tuple[str, str]] = set()
    for record, all_ in partners.items():
        for place, (weight, partner) in enumerate(all_):
            others = [(w, p) for n, (w, p) in enumerate(all_) if n != place and w > weight - _MARGIN]
            if any(not agree(partner, p) for _w, p in others):
                found.add((min(record, partner), max(record, partner)))
    return found


def _traits(record: Record) -> contradictions.Traits:
    found: set[tuple[str, str]] = set()
    if kana := record.get("given_kana"):
        found.add(("kana" if is_reading(kana) else "written", kana))
    if given := record.get("given"):
        found.add(("latin" if given.isascii() else "kana" if is_reading(given) else "written", given))
    if birth := record.get("birth"):
        found.add(("birth", birth))
    return frozenset(found)

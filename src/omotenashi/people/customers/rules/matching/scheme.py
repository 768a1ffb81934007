# SPDX-License-Identifier: Apache-2.0
"""名寄せ by plain rules instead of weights: block on the given name, count the fields that agree, match above three.

The scheme of the linking guide of Python Record Linkage Toolkit (De Bruin), on the values as they are written.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from omotenashi.people.customers.rules.matching import similarity
from omotenashi.people.customers.rules.matching.grouping import Pair

MATCH_ABOVE = 3

type Row = Mapping[str, str]


def _equal(a: str, b: str) -> bool:
    return a == b


def _like(a: str, b: str) -> bool:
    return similarity.jaro_winkler(a, b) >= 0.85


def _close(a: str, b: str) -> bool:
    return 1 - similarity.levenshtein(a, b) / max(len(a), len(b)) >= 0.85


RULES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("given", _equal),
    ("family", _like),
    ("birth", _equal),
    ("city", _equal),
    ("state", _equal),
    ("street", _close),
)


def agreeing(left: Row, right: Row) -> list[str]:
    """Name the fields in which two records agree; a missing value agrees with nothing."""
    return [name for name, fits in RULES if left.get(name) and right.get(name) and fits(left[name], right[name])]


def candidates(left: Mapping[str, Row], right: Mapping[str, Row] | None) -> Iterator[tuple[str, str]]:
    """Give the pairs with one given name: across two sets, or within the one."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for key, row in (left if right is None else right).items():
        if row.get("given"):
            by_name[row["given"]].append(key)
    for key, row in left.items():
        for other in by_name.get(row.get("given", ""), ()):
            if right is not None or key < other:
                yield key, other


def match(left: Mapping[str, Row], right: Mapping[str, Row] | None) -> tuple[list[Pair], dict[int, int]]:
    """Give the matches (their weight is the number of fields that agree) and the histogram of all candidates."""
    found: list[Pair] = []
    histogram: Counter[int] = Counter()
    others = left if right is None else right
    for one, other in candidates(left, right):
        points = len(agreeing(left[one], others[other]))
        histogram[points] += 1
        if points > MATCH_ABOVE:
            found.append(Pair(one, other, points))
    return found, dict(sorted(histogram.items(), reverse=True))


def usable(fields: Sequence[str]) -> bool:
    """Say whether the scheme can match at all on these fields."""
    known = {name for name, _fits in RULES}
    return "given" in fields and len(known & set(fields)) > MATCH_ABOVE

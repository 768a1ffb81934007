# SPDX-License-Identifier: Apache-2.0
"""How alike two texts are, exactly as DuckDB computes it, so that one pair and a million get the same score."""

from collections import Counter


def levenshtein(one: str, other: str) -> int:
    """Count the characters to insert, drop or change."""
    if one == other:
        return 0
    before = list(range(len(other) + 1))
    for row, a in enumerate(one, 1):
        line = [row]
        for column, b in enumerate(other, 1):
            line.append(min(before[column] + 1, line[-1] + 1, before[column - 1] + (a != b)))
        before = line
    return before[-1]


def damerau(one: str, other: str) -> int:
    """Count as `levenshtein`, and two neighbours that changed places as one (Damerau 1964, unrestricted)."""
    if one == other:
        return 0
    far = len(one) + len(other)
    table = [[far] * (len(other) + 2) for _ in range(len(one) + 2)]
    for row in range(len(one) + 1):
        table[row + 1][1] = row
    for column in range(len(other) + 1):
        table[1][column + 1] = column
    seen: dict[str, int] = {}
    for row, a in enumerate(one, 1):
        last = 0
        for column, b in enumerate(other, 1):
            above, beside = seen.get(b, 0), last
            last = column if a == b else last
            table[row + 1][column + 1] = min(
                table[row][column] + (a != b),
                table[row + 1][column] + 1,
                table[row][column + 1] + 1,
                table[above][beside] + (row - above - 1) + 1 + (column - beside - 1),
            )
        seen[a] = row
    return table[-1][-1]


def jaro(one: str, other: str) -> float:
    """Give the share of characters that meet within half the length, less half of those that changed places."""
    if one == other:
        return 1.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    met = []
    for place, a in enumerate(one):
        for at in range(max(0, place - reach), min(len(other), place + reach + 1)):
            if not taken[at] and other[at] == a:
                taken[at] = True
                met.append(a)
                break
    if not met:
        return 0.0
    there = [b for b, used in zip(other, taken, strict=True) if used]
    turned = sum(a != b for a, b in zip(met, there, strict=True)) // 2
    return (len(met) / len(one) + len(met) / len(other) + (len(met) - turned) / len(met)) / 3


def jaro_winkler(one: str, other: str) -> float:
    """Give `jaro`, raised for a common beginning of up to four characters where it is above 0.7."""
    alike = jaro(one, other)
    if alike <= 0.7:
        return alike
    common = 0
    for a, b in zip(one[:4], other[:4], strict=False):
        if a != b:
            break
        common += 1
    return alike + common * 0.1 * (1 - alike)


def overlap(one: str, other: str) -> float:
    """Give the share of common words among the words of both (Jaccard)."""
    a, b = Counter(set(one.split(" "))), Counter(set(other.split(" ")))
    return (a & b).total() / (a | b).total()

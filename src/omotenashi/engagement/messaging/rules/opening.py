# SPDX-License-Identifier: Apache-2.0
"""The hours of a shop in one line: days that follow each other with the same hours are said together."""

from collections.abc import Mapping, Sequence
from itertools import groupby


def told(week: Mapping[int, str], names: Sequence[str]) -> str:
    """Say the hours of a week (0: Monday); a day that is not named is closed. Empty where no day is named."""
    days = [(day, week.get(day, "")) for day in range(7)]
    if not any(text for _, text in days):
        return ""
    groups: list[tuple[str, list[int]]] = [
        (text, [day for day, _ in group]) for text, group in groupby(days, key=lambda one: one[1])
    ]
    if len(groups) == 1:
        return groups[0][0]
    return " / ".join(f"{_span(days, names)} {text}" for text, days in groups if text)


def _span(days: Sequence[int], names: Sequence[str]) -> str:
    return names[days[0]] if len(days) == 1 else f"{names[days[0]]}–{names[days[-1]]}"

# SPDX-License-Identifier: Apache-2.0
"""What became of each row, so that read = created + updated + unchanged + refused."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

type Progress = Callable[[str, int, int], None]

_WEIGHT = {"created": 3, "updated": 2, "unchanged": 1}


def silent(step: str, done: int, total: int) -> None:
    """A progress that nobody watches."""


@dataclass
class Verdicts:
    """`of_row`: row → created | updated | unchanged. `made`: what kind of thing came to what, counted."""

    of_row: dict[int, str] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)

    def note(self, rows: Iterable[int], verdict: str) -> None:
        """The strongest verdict of a row counts: created over updated over unchanged."""
        for row in rows:
            known = self.of_row.get(row)
            if known is None or _WEIGHT[verdict] > _WEIGHT[known]:
                self.of_row[row] = verdict

    def count(self, thing: str, verdict: str, number: int = 1) -> None:
        """So many orders, customers … created, updated, unchanged."""
        self.made[f"{thing}_{verdict}"] += number

    def rows(self, verdict: str) -> int:
        """How many rows came to `verdict`."""
        return sum(known == verdict for known in self.of_row.values())

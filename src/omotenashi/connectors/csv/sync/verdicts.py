# SPDX-License-Identifier: Apache-2.0
"""What became of each row, so that read = created + updated + unchanged + refused."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

type Progress = Callable[[str, int, int], None]

_WEIGHT = {"created": 3, "updated": 2, "unchanged": 1}


def silent(step: str, done: int, total: int) -> None:
    """A progress that nobody watches."""


@dataclass
class Verdicts:
    """`of_row`: row → created | updated | unchanged. `made`: what kind of thing came to what, counted.

    `created`: the keys of what is new, by kind of thing, so that the import can be undone.
    """

    of_row: dict[int, str] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    created: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, rows: Iterable[int], verdict: str) -> None:
        """The strongest verdict of a row counts: created over updated over unchanged."""
        for row in rows:
            known = self.of_row.get(row)
            if known is None or _WEIGHT[verdict] > _WEIGHT[known]:
                self.of_row[row] = verdict

    def count(self, thing: str, verdict: str, key: str = "") -> None:
        """One more order, customer … created, updated, unchanged; with its key it can be found again."""
        self.made[f"{thing}_{verdict}"] += 1
        if key and verdict == "created":
            self.created[thing].append(key)

    def rows(self, verdict: str) -> int:
        """How many rows came to `verdict`."""
        return sum(known == verdict for known in self.of_row.values())

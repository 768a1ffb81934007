# SPDX-License-Identifier: Apache-2.0
"""One night as the rows that are kept: what every person may like and is due to buy, what goes with every product."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from omotenashi.insight.recommend import cycles, nightly
from omotenashi.insight.recommend.bought import EPOCH, Bought
from omotenashi.insight.recommend.cycles import Cycles, Due
from omotenashi.insight.recommend.interactions import Ints
from omotenashi.insight.recommend.nightly import Contest, Shown
from omotenashi.insight.recommend.steering import Steering

# More than a page shows: what is sold out tonight must leave enough.
EACH, DUE_EACH = 20, 10

type Tick = Callable[[str, int, int], None]
type Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Night:
    """Everything that was found out, as of a day."""

    as_of: date
    contest: Contest
    bought: Bought
    blocks: list[Shown]
    due: Due
    cycles: Cycles
    similar: tuple[Ints, Ints]
    together: tuple[Ints, Ints]
    # The values that tastes name, by their numbers.
    values: Sequence[str] = ()

    @property
    def codes(self) -> list[str]:
        """The codes of all products, by their numbers."""
        return [str(code) for code in self.bought.products]

    def products(self, numbers: Mapping[UUID, int]) -> Iterator[Row]:
        """One row a product that the catalogue knows."""
        for product, number in numbers.items():
            pairs = (_known(*(half[number] for half in both)) for both in (self.similar, self.together))
            known = self.cycles
            figures = (int(known.buyers[number]), int(known.again[number]), int(known.days[number]))
            yield (product, number, *figures, *(column for pair in pairs for column in pair))

    def people(self) -> Iterator[Row]:
        """One row a person, by the key of the lake."""
        ends = np.searchsorted(self.due.person, np.arange(len(self.bought.persons) + 1))
        for block in self.blocks:
            columns = (block.products.tolist(), block.because.tolist(), block.people.tolist(), block.why.tolist())
            for place, (products, because, people, why) in enumerate(zip(*columns, strict=True), block.start):
                known = sum(one >= 0 for one in products)
                again = slice(ends[place], min(ends[place + 1], ends[place] + DUE_EACH))
                yield (
                    int(self.bought.persons[place]), products[:known], because[:known], people[:known],
                    self.due.product[again].tolist(), [_day(one) for one in self.due.day[again].tolist()],
                    self.due.cycle[again].tolist(), self.due.own[again].tolist(),
                    [self._said(one) for one in why[:known]],
                )  # fmt: skip

    def _said(self, why: int) -> str:
        """Put what moved a product into a word: `taste:<axis>:<value>`, `usage:<product>`, or nothing."""
        if why > 0:
            return f"taste:{self.values[why - 1]}"
        return f"usage:{-why - 1}" if why else ""

    def told(self) -> dict[str, Any]:
        """How it was decided, for JSON."""
        since = self.contest.from_day
        return {
            "methods": {name: marks.as_dict() for name, marks in self.contest.marks.items()},
            "asked": self.contest.asked,
            "kept_back": self.contest.kept_back,
            "from_day": None if since is None else _day(since).isoformat(),
            "k": nightly.K,
            "purchases": len(self.bought),
            "persons": len(self.bought.persons),
            "products": len(self.bought.products),
            "coming_again": int((self.cycles.days > 0).sum()),
            "due": len(np.unique(self.due.person)),
        }


def night(
    bought: tuple[Bought, date], *, offered: Collection[str], tick: Tick,
    steered: tuple[Steering, Sequence[str]] | None = None,
) -> Night:  # fmt: skip
    """Compare, learn, rank. `offered`: the codes of what may be shown; `tick` hears how far it is and may end it.

    `steered`: tastes and usage, with the names of the values.
    """
    rows, day = bought
    steering, values = steered if steered is not None else (None, ())
    tick("comparing", 0, 0)
    contest = nightly.compared(rows, steered=steering, tick=lambda done, of: tick("comparing", done, of))
    shown = np.array([code in offered for code in rows.products], dtype=bool)
    X = rows.matrix()
    blocks = nightly.shown(
        X, winner=contest.winner, offered=shown, each=EACH, steered=steering,
        tick=lambda done, of: tick("ranking", done, of),
    )  # fmt: skip
    known = cycles.cycles(rows)
    found = Night(
        as_of=day, contest=contest, bought=rows, blocks=list(blocks), cycles=known, values=values,
        due=_offered(cycles.due(rows, known, today=(day - EPOCH).days), shown),
        similar=nightly.alike(X, offered=shown), together=nightly.together(rows.baskets(), offered=shown),
    )  # fmt: skip
    tick("keeping", 0, 0)
    return found


def _offered(due: Due, shown: np.ndarray) -> Due:
    kept = shown[due.product] if len(due.product) else np.zeros(0, dtype=bool)
    return Due(
        person=due.person[kept], product=due.product[kept], day=due.day[kept], cycle=due.cycle[kept], own=due.own[kept]
    )


def _known(products: Ints, people: Ints) -> tuple[list[int], list[int]]:
    return products[products >= 0].tolist(), people[products >= 0].tolist()


def _day(number: int) -> date:
    return EPOCH + timedelta(days=int(number))

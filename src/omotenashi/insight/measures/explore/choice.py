# SPDX-License-Identifier: Apache-2.0
"""What somebody put together: dimensions in their order, quantities, sorting, limit, and further filters."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from omotenashi.insight.measures.explore.catalogue import (
    CUSTOMERS,
    DIMENSIONS,
    MOST_DIMENSIONS,
    MOST_QUANTITIES,
    QUANTITIES,
)
from omotenashi.insight.measures.params import BadParameter, Common, option
from omotenashi.insight.measures.words import N_

type Newness = Literal["all", "new", "returning"]


@dataclass(frozen=True, kw_only=True)
class ExploreParams(Common):
    """``by`` divides, ``show`` is what is counted; ``sort`` is one of them, with − for the largest first."""

    by: tuple[str, ...] = option(("month",), N_("Dimensions"))
    show: tuple[str, ...] = option(("sales", CUSTOMERS), N_("Numbers"))
    sort: str = option("", N_("Order"))
    top: int = option(0, N_("Rows"), help_text=N_("0: all of them"))
    first_channel: tuple[str, ...] = option((), N_("First channels"))
    newness: Newness = option("all", N_("New or returning"))
    prefecture: tuple[str, ...] = option((), N_("Prefectures"))
    tier: tuple[str, ...] = option((), N_("Member ranks"))
    member_rank: tuple[str, ...] = option((), N_("Ranks in the profile"))
    gender: tuple[str, ...] = option((), N_("Genders"))

    def __post_init__(self) -> None:
        """Refuse what is not in the catalogue. Raises BadParameter."""
        by = () if self.by == ("none",) else self.by
        object.__setattr__(self, "by", by or ("none",))
        _check("by", by, DIMENSIONS, most=MOST_DIMENSIONS)
        _check("show", self.show, QUANTITIES, most=MOST_QUANTITIES)
        if self.sort and self.sort.removeprefix("-") not in (*by, *self.show, CUSTOMERS):
            raise BadParameter("sort", self.sort, ", ".join((*by, *self.show)))
        if self.amount != "sales":
            raise BadParameter("amount", self.amount, "sales")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What is divided by; nothing for one row."""
        return () if self.by == ("none",) else self.by

    @property
    def shown(self) -> tuple[str, ...]:
        """The quantities of a row. Customers are always there: every row opens them."""
        return self.show if CUSTOMERS in self.show else (*self.show, CUSTOMERS)


def _check(name: str, given: tuple[str, ...], known: Collection[str], *, most: int) -> None:
    for one in given:
        if one not in known:
            raise BadParameter(name, one, ", ".join(known))
    if len(given) > most or len(set(given)) < len(given):
        raise BadParameter(name, ",".join(given), f"at most {most}, each once")

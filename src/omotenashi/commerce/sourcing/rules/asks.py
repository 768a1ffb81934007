# SPDX-License-Identifier: Apache-2.0
"""What is asked, who could serve it, and what was decided: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One line that wants goods. `line` names it for the caller; quantity is above zero."""

    line: str
    variant_id: UUID
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """What is wanted together and where it goes. `region` is a prefecture; "" where nobody said it."""

    needs: tuple[Need, ...]
    mode: str = "ship"
    region: str = ""
    without: frozenset[UUID] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A location as sourcing sees it.

    `km` is the way to the customer, None where unknown. `capacity` is how many lines it can still pick in this hour,
    None without limit; `load` is the share of its hour that is taken, 0 to 1. `stock` is what may be promised per
    variant, `buffers` what the channel leaves there of it, `stale` the variants that lie there unsold for long (serving them saves a markdown), `rank` the
    retailer's own order of preference, 0 first.
    """

    location_id: UUID
    code: str
    name: str
    kind: str = "store"
    region: str = ""
    km: float | None = None
    rank: int = 0
    can: frozenset[str] = frozenset({"ship"})
    is_open: bool = True
    capacity: int | None = None
    load: float = 0.0
    stock: Mapping[UUID, int] = field(default_factory=dict)
    buffers: Mapping[UUID, int] = field(default_factory=dict)
    unsure: frozenset[UUID] = frozenset()
    stale: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """So many of a line from one location; `buffer` stays there when it is reserved: `stock.Wanted(buffer=it.buffer)`."""

    line: str
    variant_id: UUID
    location_id: UUID
    quantity: int
    buffer: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Who serves what, what nobody can serve, and why it came out so.

    `refused` holds a reason for each location that was not asked. `scores` holds per location what it would cost, or
    how it ranks, to serve all it can (`lines` of them), by criterion; `totals` the same for the plan that was chosen.
    `is_exact`: no better plan exists under this strategy; beyond `search.EXACT_LINES` lines it is a good one only.
    """

    pieces: tuple[Piece, ...]
    missing: tuple[Need, ...]
    refused: Mapping[UUID, str]
    scores: Mapping[UUID, Mapping[str, int]]
    totals: Mapping[str, int]
    is_exact: bool

# SPDX-License-Identifier: Apache-2.0
"""What is wanted of the shelves, who wants it, and how a wish is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

type Kind = Literal["cart", "payment", "try_on", "staff"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a promise is for: a word and an id of a floor above, `Owner("order_line", line.id)`."""

    type: str
    id: UUID | str | int


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """So many of a variant at a place. `buffer` stays untouched there; `owner` stands above that of the whole wish."""

    variant_id: UUID
    location_id: UUID
    quantity: int
    buffer: int = 0
    owner: Owner | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lacking:
    """What cannot be promised: how many are wanted and how many would be free."""

    variant_id: UUID
    location_id: UUID
    wanted: int
    free: int


class OutOfStock(Exception):
    """A wish is met whole or not at all; these levels lack."""

    def __init__(self, lines: Sequence[Lacking]) -> None:
        """Say what lacks."""
        self.lines = tuple(lines)
        super().__init__(
            ", ".join(f"{line.variant_id}@{line.location_id}: {line.free}<{line.wanted}" for line in lines)
        )


class Conflict(Exception):
    """The same key was used for something else, or the thing is no longer in a state that allows this."""


class NothingHeld(LookupError):
    """Nothing was ever reserved under this key."""


@dataclass(frozen=True, slots=True)
class Sums:
    """A wish summed per level, sorted as levels are locked; `levels` gives for each line its level, from 1."""

    variants: list[UUID]
    locations: list[UUID]
    quantities: list[int]
    buffers: list[int]
    levels: list[int]


def summed(lines: Sequence[Wanted]) -> Sums:
    """Sum a wish per level: the same variant twice must fit twice. The largest buffer of a level counts."""
    if not lines or any(line.quantity <= 0 or line.buffer < 0 for line in lines):
        raise ValueError("a wish has lines, of one or more each")
    quantities: dict[tuple[UUID, UUID], int] = {}
    buffers: dict[tuple[UUID, UUID], int] = {}
    for line in lines:
        level = (line.variant_id, line.location_id)
        quantities[level] = quantities.get(level, 0) + line.quantity
        buffers[level] = max(buffers.get(level, 0), line.buffer)
    order = sorted(quantities)
    number = {level: n for n, level in enumerate(order, 1)}
    return Sums(
        [variant for variant, _ in order],
        [location for _, location in order],
        [quantities[level] for level in order],
        [buffers[level] for level in order],
        [number[line.variant_id, line.location_id] for line in lines],
    )

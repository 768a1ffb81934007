# SPDX-License-Identifier: Apache-2.0
"""What a segment can mean, as it is kept: a tree of nodes, each a JSON object that names its kind in `is`.

Two kinds so far: the people behind a cell of a measure, and people whom somebody picked. A further kind is a further
`is`: the tables stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

CELL, MANUAL = "cell", "manual"
LONGEST_NAME = 120


class BadSegment(Exception):
    """A segment that cannot be. `code`: unnamed, long, kind, changing."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Cell:
    """Everybody behind a cell of a measure, today and later: `values` are its parameters, `cell` its keys."""

    measure: str
    values: Mapping[str, str] = field(default_factory=dict)
    cell: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Write it down: equal cells are written equally."""
        return {"is": CELL, "measure": self.measure, "values": dict(sorted(self.values.items())),
                "cell": dict(sorted(self.cell.items()))}  # fmt: skip


@dataclass(frozen=True)
class Manual:
    """Whoever was picked; the memberships are the list. `origin` is the cell they were picked from, if any."""

    origin: Cell | None = None

    def as_json(self) -> dict[str, Any]:
        """Write it down."""
        return {"is": MANUAL} | ({"from": self.origin.as_json()} if self.origin else {})


type Definition = Cell | Manual


def read(kept: Mapping[str, Any]) -> Definition:
    """Read what was written down. Raises BadSegment for a kind that this version does not know."""
    if kept.get("is") == CELL:
        return Cell(kept["measure"], kept.get("values", {}), kept.get("cell", {}))
    if kept.get("is") == MANUAL:
        origin = read(kept["from"]) if "from" in kept else None
        return Manual(origin if isinstance(origin, Cell) else None)
    raise BadSegment("kind")


def named(name: str) -> str:
    """Give a name as it is kept. Raises BadSegment."""
    tidy = " ".join(name.split())
    if not tidy:
        raise BadSegment("unnamed")
    if len(tidy) > LONGEST_NAME:
        raise BadSegment("long")
    return tidy


type Stamp = tuple[int, date]


def is_newer(stamp: Stamp, *, than: Stamp | None) -> bool:
    """May an answer take the place of the one before? One of an older lake, or of an earlier day, comes too late."""
    return than is None or stamp >= than

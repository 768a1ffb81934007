# SPDX-License-Identifier: Apache-2.0
"""What a segment can mean, as it is kept: a tree of nodes, each a JSON object that names its kind in `is`.

Three kinds: the people behind a cell of a measure, people whom somebody picked, and those who meet a rule of conditions
joined by and, or and not. A further kind is a further `is`: the tables stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

CELL, MANUAL, RULE = "cell", "manual", "rule"
# Definitions whose members follow the record.
LIVE = (CELL, RULE)
LONGEST_NAME = 120


class BadSegment(Exception):
    """A segment that cannot be. `code`: unnamed, long, kind, changing, empty, large, cycle."""

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
    """Whoever was picked; the memberships are the list. `origin` is the cell, or what was asked of them, if anything."""

    origin: "Cell | Rule | None" = None

    def as_json(self) -> dict[str, Any]:
        """Write it down."""
        return {"is": MANUAL} | ({"from": self.origin.as_json()} if self.origin else {})


@dataclass(frozen=True)
class Condition:
    """One thing that is asked of a person, with its values; ``no`` turns it round."""

    what: str
    values: Mapping[str, str] = field(default_factory=dict)
    no: bool = False

    def as_json(self) -> dict[str, Any]:
        """Write it down."""
        return {"is": "where", "what": self.what, "values": dict(sorted(self.values.items()))} | _turned(no=self.no)


@dataclass(frozen=True)
class Group:
    """Conditions or groups, of which all or any must hold; ``no`` turns the whole round."""

    how: Literal["all", "any"]
    of: tuple["Group | Condition", ...]
    no: bool = False

    def as_json(self) -> dict[str, Any]:
        """Write it down."""
        return {"is": self.how, "of": [one.as_json() for one in self.of]} | _turned(no=self.no)


@dataclass(frozen=True)
class Rule:
    """Everybody who meets the conditions, today and later."""

    of: Group

    def as_json(self) -> dict[str, Any]:
        """Write it down: equal rules are written equally."""
        return {"is": RULE, "of": self.of.as_json()}


type Definition = Cell | Manual | Rule
MOST_CONDITIONS, DEEPEST = 40, 4


def read(kept: Mapping[str, Any]) -> Definition:
    """Read what was written down. Raises BadSegment for a kind that this version does not know."""
    if kept.get("is") == CELL:
        return Cell(kept["measure"], kept.get("values", {}), kept.get("cell", {}))
    if kept.get("is") == MANUAL:
        origin = read(kept["from"]) if "from" in kept else None
        return Manual(origin if isinstance(origin, (Cell, Rule)) else None)
    if kept.get("is") == RULE:
        found = _node(kept["of"], depth=0)
        return Rule(found if isinstance(found, Group) else Group("all", (found,)))
    raise BadSegment("kind")


def checked(rule: Rule) -> Rule:
    """Give a rule that can be kept. Raises BadSegment: without a condition it would mean everybody."""
    many = conditions(rule.of)
    if not many:
        raise BadSegment("empty")
    if len(many) > MOST_CONDITIONS:
        raise BadSegment("large")
    return rule


def conditions(node: Group | Condition) -> list[Condition]:
    """Give every condition of a tree."""
    return [node] if isinstance(node, Condition) else [each for one in node.of for each in conditions(one)]


def _node(kept: Mapping[str, Any], *, depth: int) -> Group | Condition:
    if depth > DEEPEST:
        raise BadSegment("large")
    turned = bool(kept.get("not"))
    if kept.get("is") == "where":
        return Condition(str(kept.get("what", "")), {str(k): str(v) for k, v in kept.get("values", {}).items()}, turned)
    if kept.get("is") == "all":
        return Group("all", tuple(_node(one, depth=depth + 1) for one in kept["of"]), turned)
    if kept.get("is") == "any":
        return Group("any", tuple(_node(one, depth=depth + 1) for one in kept["of"]), turned)
    raise BadSegment("kind")


def _turned(*, no: bool) -> dict[str, bool]:
    return {"not": True} if no else {}


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

# SPDX-License-Identifier: Apache-2.0
"""A rule as an address: groups of conditions with their numbers, so that a form without scripts carries all of it.

`how=any&0.how=all&0.0.what=bought&0.0.channel=EC&0.1.what=ltv&0.1.from=10000&0.1.not=1`: any of the groups, in the first
all of the conditions. What a press changes stands in `do`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from django.http import QueryDict

from omotenashi.engagement.audience import queries as audience
from omotenashi.web.console.segments.offered import KINDS

_FIELD = re.compile(r"(\d{1,2})\.(\d{1,2})\.([a-z_]{1,20})")
_HOW = re.compile(r"(\d{1,2})\.(how|not)")


@dataclass(frozen=True)
class Part:
    """A group as it stands on the page; it may still be empty."""

    how: str = "all"
    conditions: tuple[audience.Condition, ...] = ()
    no: bool = False


@dataclass(frozen=True)
class Tree:
    """Groups joined by all or any."""

    how: str = "all"
    parts: tuple[Part, ...] = ()

    def rule(self) -> audience.Rule:
        """What it means: groups without a condition say nothing."""
        groups = [audience.Group(_how(one.how), one.conditions, one.no) for one in self.parts if one.conditions]
        return audience.Rule(audience.Group(_how(self.how), tuple(groups)))

    def complete(self) -> "Tree":
        """The same without the conditions that still lack a value."""
        kept = (replace(one, conditions=tuple(c for c in one.conditions if is_complete(c))) for one in self.parts)
        return replace(self, parts=tuple(one for one in kept if one.conditions))

    def query(self) -> str:
        """The address of it."""
        said: list[tuple[str, str]] = [("how", "any")] if self.how == "any" else []
        for g, part in enumerate(self.parts):
            said += [(f"{g}.how", part.how)] + ([(f"{g}.not", "1")] if part.no else [])
            for c, one in enumerate(part.conditions):
                said += [(f"{g}.{c}.what", one.what)] + ([(f"{g}.{c}.not", "1")] if one.no else [])
                said += [(f"{g}.{c}.{name}", text) for name, text in sorted(one.values.items())]
        return urlencode(said)


def read(query: QueryDict) -> Tree:
    """Read an address; what is no part of a rule is left out."""
    parts: dict[int, Part] = {}
    said: dict[tuple[int, int], dict[str, str]] = {}
    for key in query:
        text = ",".join(part.strip() for part in query.getlist(key) if part.strip())
        if found := _HOW.fullmatch(key):
            g, part = int(found[1]), parts.get(int(found[1]), Part())
            parts[g] = replace(part, no=bool(text)) if found[2] == "not" else replace(part, how=_how(text))
        elif (found := _FIELD.fullmatch(key)) and text and "\0" not in text:
            said.setdefault((int(found[1]), int(found[2])), {})[found[3]] = text
    for (g, _c), values in sorted(said.items()):
        if one := _condition(values):
            part = parts.get(g, Part())
            parts[g] = replace(part, conditions=(*part.conditions, one))
    tree = Tree(_how(query.get("how", "all")), tuple(parts[g] for g in sorted(parts)))
    return _changed(tree, next((one for one in query.getlist("do") if one), ""))


def of_rule(rule: audience.Rule) -> Tree:
    """A kept rule as groups of conditions."""
    parts = []
    for one in rule.of.of:
        if isinstance(one, audience.Condition):
            parts.append(Part("all", (one,)))
        else:
            parts.append(Part(one.how, tuple(audience.conditions(one)), one.no))
    return Tree(rule.of.how, tuple(parts))


def is_complete(one: audience.Condition) -> bool:
    """Is there something to ask? To have bought needs no further word."""
    if one.what in ("bought", "first", "touched", "noted", "anniversary", "stopped", "usage"):
        return True
    both = {"near": "how", "distance": "km"}.get(one.what)
    if both:
        return bool(one.values.get("location") and one.values.get(both))
    return bool(one.values.get("kind") if one.what == "kind" else any(one.values.values()))


def _condition(values: Mapping[str, str]) -> audience.Condition | None:
    kind = KINDS.get(values.get("what", ""))
    if kind is None:
        return None
    known = {name: text for name, text in values.items() if name in kind.fields}
    return audience.Condition(kind.name, known, "not" in values)


def _changed(tree: Tree, do: str) -> Tree:
    """What was pressed: `group:WHAT`, `add:G:WHAT`, `drop:G:C`, `drop:G`."""
    verb, _sep, rest = do.partition(":")
    first, _sep, second = rest.partition(":")
    parts = list(tree.parts)
    if verb == "group" and first in KINDS:
        parts.append(Part("all", (audience.Condition(first),)))
    elif verb in ("add", "drop") and first.isdecimal() and int(first) < len(parts):
        at = int(first)
        here = list(parts[at].conditions)
        if verb == "add" and second in KINDS:
            here.append(audience.Condition(second))
        elif verb == "drop" and second.isdecimal() and int(second) < len(here):
            del here[int(second)]
        elif verb == "drop" and not second:
            here = []
        parts[at] = replace(parts[at], conditions=tuple(here))
    return replace(tree, parts=tuple(one for one in parts if one.conditions))


def _how(text: str) -> Literal["all", "any"]:
    return "any" if text == "any" else "all"

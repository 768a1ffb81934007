# SPDX-License-Identifier: Apache-2.0
"""How a segment follows: which entries of the timeline concern it, and whether one person can be judged at once."""

import re
from collections.abc import Collection
from typing import Literal, get_args

from omotenashi.engagement.audience.rules.asking import Cause, cause, is_live
from omotenashi.engagement.audience.rules.definitions import Definition, Rule, conditions
from omotenashi.insight.lake import sources

# At once: within seconds of what happened. Partly: what happens at once, scores when they are made anew. Lake: with the record.
type Follows = Literal["at_once", "partly", "lake", "never"]

# What an entry is about, by the app that told it; what concerns the person as such concerns every condition.
_APPS: dict[str, frozenset[Cause]] = {
    "orders": frozenset({"orders"}),
    "loyalty": frozenset({"points", "tier", "profile"}),
    "consent": frozenset({"contact"}),
}
EVERYTHING: frozenset[Cause] = frozenset(get_args(Cause.__value__))
# What is worked out every night.
_NIGHTLY: frozenset[Cause] = frozenset({"scores", "tastes"})
_NAMED: dict[str, frozenset[Cause]] = {
    "Purchase Reason Given": frozenset({"answers"}),
    "Product Progress": frozenset({"usage"}),
}
_OF_PERSONS = frozenset({"customers.CustomerRegistered", "customers.LineLinked"})
# The names of entries that are touches stand in the question that fills the lake.
_TOUCHES = frozenset(re.findall(r"WHEN '([^']+)' THEN '[a-z]+'", sources.TOUCHES.partition("END AS act")[0]))


def follows(definition: Definition) -> Follows:
    """Say how a segment of this meaning follows what happens."""
    if not isinstance(definition, Rule):
        return "never" if definition.as_json()["is"] == "manual" else "lake"
    asked = conditions(definition.of)
    if not all(is_live(one) for one in asked):
        return "lake"
    return "partly" if any(cause(one) in _NIGHTLY for one in asked) else "at_once"


def causes_of(rule: Rule) -> frozenset[Cause]:
    """Give what must be said of somebody for a rule to turn."""
    return frozenset(cause(one) for one in conditions(rule.of))


def causes_said(name: str) -> frozenset[Cause]:
    """Give what an entry of this name says something about."""
    if name in _OF_PERSONS:
        return EVERYTHING
    found = _APPS.get(name.partition(".")[0], frozenset()) if "." in name else frozenset()
    if name in _TOUCHES:
        found |= {"touches"}
    if name.startswith(sources.NOTED):
        found |= {"notes"}
    return found | _NAMED.get(name, frozenset())


def names_segments(definition: Definition) -> Collection[str]:
    """Give the segments that a rule stands on."""
    if not isinstance(definition, Rule):
        return ()
    asked = (one for one in conditions(definition.of) if one.what == "segment")
    return {key for one in asked for key in one.values.get("segment", "").split(",") if key}


def measures(rule: Rule, shops: Collection[str]) -> bool:
    """Say whether a rule asks how far one of these shops is; without any, whether it asks it at all."""
    asked = [set(one.values.get("location", "").split(",")) for one in conditions(rule.of) if one.what == "distance"]
    return any(not shops or not named.isdisjoint(shops) for named in asked)

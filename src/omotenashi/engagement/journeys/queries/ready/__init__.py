# SPDX-License-Identifier: Apache-2.0
"""鉄板シナリオ: journeys that pay off nearly everywhere, with their words, ready to be taken over and changed.

Each answers a problem a retailer names (課題). Where the house knows the times better from its own record, they are
taken from there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from omotenashi.engagement.journeys.queries.ready.buying import BUYING
from omotenashi.engagement.journeys.queries.ready.days import DAYS
from omotenashi.engagement.journeys.queries.ready.goods import GOODS
from omotenashi.engagement.journeys.queries.ready.shapes import ReadyMade
from omotenashi.engagement.journeys.queries.ready.using import USING
from omotenashi.engagement.journeys.rules.graphs import Graph, read
from omotenashi.insight import queries as insight

__all__ = ["FOR_SEGMENTS", "READY_MADE", "ReadyMade", "better", "drawn", "drawn_for", "learnt", "ready"]

READY_MADE: tuple[ReadyMade, ...] = (*BUYING, *DAYS, *GOODS, *USING)
FOR_SEGMENTS: tuple[ReadyMade, ...] = tuple(one for one in READY_MADE if one.joins)
# Days after which people came back the first time, and within which nine of ten come back at all.
_ASKED: Mapping[str, tuple[Mapping[str, str], str]] = {
    "second": ({"n": "1"}, "median"), "return": ({"gaps": "all"}, "p90"),
}  # fmt: skip
# Of fewer a median says nothing.
_ENOUGH = 100
_MOST_DAYS = 700


def ready(code: str) -> ReadyMade:
    """Give a ready-made journey. Raises KeyError."""
    return {one.code: one for one in READY_MADE}[code]


def learnt(*, now: datetime) -> dict[str, int]:
    """Give what the house's own record says of times (転換日数), as far as it knows enough."""
    if not insight.lake_version():
        return {}
    found = {}
    for name, (values, column) in _ASKED.items():
        said = insight.ask(name="interval", values=values, now=now).population
        if said["people"] >= _ENOUGH and said[column]:
            found[name] = round(said[column])
    return found


def better(made_from: str, graph: Graph, *, now: datetime) -> dict[str, tuple[int, int]]:
    """Give the days that were taken over as they stood and that the house's record now says otherwise: old and new.

    Whoever changed a number meant it: that one is not spoken of again.
    """
    made = next((one for one in READY_MADE if one.code == made_from), None)
    if made is None or not made.learns:
        return {}
    old, new = drawn(made, {}), drawn(made, learnt(now=now))
    found = {}
    for step in made.learns:
        was, says = ((said["steps"][step] if step else said["entry"])["days"] for said in (old, new))
        held = (graph.steps[step].values if step in graph.steps else {}) if step else graph.entry
        if held.get("days") == was != says:
            found[step] = (was, says)
    return found


def drawn(made: ReadyMade, known: Mapping[str, int]) -> dict[str, Any]:
    """Give the drawing of a ready-made journey with the times of the house."""
    graph: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(made.graph, enc_hook=str))
    for step, (what, before) in made.learns.items():
        if what in known:
            held = graph["steps"][step] if step else graph["entry"]
            held["days"] = min(max(known[what] - before, 1), _MOST_DAYS)
    return graph


def drawn_for(made: ReadyMade, graph: Mapping[str, Any], *, segment: str) -> dict[str, Any]:
    """Give a drawing that begins with a segment, whoever is in it already taken along: from the step on that suits them."""
    entry = {"kind": "segment", "segment": segment, "members_too": True}
    begun = {**graph, "entry": entry, "first": made.joins}
    return {**begun, "steps": {name: graph["steps"][name] for name, _step in read(begun).ordered()}}

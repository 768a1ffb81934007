# SPDX-License-Identifier: Apache-2.0
"""The kinds of steps and the branches that lead on from each. Some kinds have as many branches as somebody draws."""

import re
from collections.abc import Mapping
from typing import Any

DRAW = 10_000
# The branches that a kind always has; those that are drawn (`cases`) come before them.
KINDS: Mapping[str, tuple[str, ...]] = {
    "send": ("next",),
    "wait": ("next",),
    "until": ("next",),
    "until_day": ("next",),
    "wait_event": ("event", "timeout"),
    "wait_any": ("timeout",),
    "wait_segment": ("event", "timeout"),
    "split": ("yes", "no"),
    "cases": ("else",),
    "random": ("hold",),
    "rate": ("next",),
    "points": ("next",),
    "coupon": ("next",),
    "tag": ("next",),
    "profile": ("next",),
    "record": ("next",),
    "list": ("next",),
    "task": ("done", "timeout"),
    "webhook": ("next",),
    "journey": ("next",),
    "end": (),
}
# How many branches may be drawn: at least, at most.
CASED: Mapping[str, tuple[int, int]] = {"wait_any": (1, 9), "cases": (1, 9), "random": (2, 5)}
CASES = "cases"
# What the name of a drawn branch looks like; no field of a step is called so.
_KEY = re.compile(r"[a-e]|c[0-9a-f]{1,8}")


class BadCases(Exception):
    """Branches that cannot be read."""


def branches_of(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the branches of a step in their order. Raises BadCases."""
    fixed = KINDS[said["kind"]]
    if said["kind"] == "until_day" and said.get("late") == "way":
        fixed = (*fixed, "past")
    return (*keys_of(said), *fixed) if said["kind"] in CASED else fixed


def keys_of(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the branches that somebody drew. Raises BadCases."""
    cases = said.get(CASES) or []
    if not isinstance(cases, list) or not all(isinstance(one, dict) for one in cases):
        raise BadCases
    keys = tuple(str(one.get("key") or "") for one in cases)
    if len(set(keys)) < len(keys) or not all(_KEY.fullmatch(key) for key in keys) or len(keys) > CASED[said["kind"]][1]:
        raise BadCases
    return keys


def renewed(said: Mapping[str, Any]) -> dict[str, Any]:
    """Give a step as it is kept today: an A/B test once had a share of A, and all others went to B."""
    if said.get("kind") != "random" or CASES in said:
        return dict(said)
    share = said.get("share")
    shares = (share, DRAW - share) if isinstance(share, int) else (share, None)
    rest = {name: value for name, value in said.items() if name != "share"}
    return {**rest, CASES: [{"key": key, "share": part} for key, part in zip("ab", shares, strict=True)]}


def begun_anew(drawing: Mapping[str, Any], *, at: str) -> dict[str, Any]:
    """Give a drawing in which the A/B tests that somebody wants anew begin at a moment; the wish is spent by it."""
    steps = dict(drawing.get("steps") or {})
    for name, said in steps.items():
        if isinstance(said, dict) and said.get("kind") == "random" and said.get("anew"):
            steps[name] = {key: value for key, value in said.items() if key != "anew"} | {"anew_at": at}
    return {**drawing, "steps": steps} if steps else dict(drawing)

# SPDX-License-Identifier: Apache-2.0
"""From a file to the questions that are asked of files. Each gives the JSON of `omotenashi measure NAME --input FILE`."""

import codecs
import json
from collections.abc import Mapping, Sequence
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

from omotenashi.insight.forecasts.asked import attribution, funnels
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.measures.crediting import Journey
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_, Phrase

_NO_TIME = N_("%(file)s, line %(line)s: an event without a time (column %(column)s)")
_NO_SUCH_EVENT = N_("No event is called “%(step)s”, so nobody took this step. There are: %(seen)s.")
_NEGATIVE = N_("%(file)s, line %(line)s: “%(value)s” in column %(column)s is below 0")

type Values = Mapping[str, str]
type Told = dict[str, Any]


def markov(given: Given, values: Values, today: date) -> Told:
    """path (A>B>C) and revenue, or conversions with null; one row a journey or a kind of journey."""
    read = taken(values, separator=">", half_life="1")
    counted = given.has("conversions")
    if not counted and not given.has("revenue"):
        given.need("conversions")
    paid = "coalesce({revenue}::double, 0)" if given.has("revenue") else "0.0"
    won = "coalesce({conversions}::double, 0)" if counted else f"({paid} > 0)::int::double"
    lost = "0.0" if counted else f"({paid} <= 0)::int::double"
    lost = "coalesce({null}::double, 0)" if given.has("null") else lost
    own = given.has("revenue") and given.heading("revenue") != given.heading("conversions")
    for name in ("conversions", "null"):
        if given.has(name):
            given.refuse(name, "double", "read < 0", _NEGATIVE)
    rows = given.rows(
        f"SELECT {{path}}::varchar AS path, {won} AS won, {lost} AS lost, {paid if own else won} AS paid FROM given"
        " WHERE {path} IS NOT NULL ORDER BY ALL"
    )
    return _markov([_journey(row, read["separator"]) for row in rows], read, today)


def markov_of_json(told: Any, values: Values, today: date) -> Told:
    """{"paths": [["A>B", conversions, null], …]}."""
    read = taken(values, separator=">", half_life="1")
    try:
        rows = [(str(path), float(won), float(lost), float(won)) for path, won, lost in told["paths"]]
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(N_("the JSON has no “paths” of [path, conversions, null]")) from error
    return _markov([_journey(row, read["separator"]) for row in rows], read, today)


def _markov(journeys: Sequence[Journey], read: Values, today: date) -> Told:
    population, rows = attribution.answer(journeys, half_life=number("half_life", read["half_life"]))
    return told("markov", read, population, rows, today)


def _journey(row: Sequence[Any], separator: str) -> Journey:
    path, won, lost, revenue = row
    parts = str(path or "").split(separator if separator.strip() else None)
    touches = tuple(touch.strip() for touch in parts if touch.strip())
    if not (0 <= won < inf and 0 <= lost < inf):
        raise BadFile(N_("A journey without a number from 0: %(path)s"), path=str(path))
    return Journey(touches, float(won), float(lost), float(revenue or 0))


def funnel(given: Given, values: Values, today: date) -> Told:
    """user (customer), time and event; `steps` in their order, `window` in seconds (or the file's own numbers)."""
    read = taken(values, steps="", window="604800", modes="")
    steps, modes = words(read["steps"]), words(read["modes"])
    _known_modes(modes)
    if not steps:
        raise BadParameter("steps", "", N_("the events in their order: steps=view,cart,buy (a|b: either of them)"))
    rows = given.rows(
        "SELECT {customer}::name AS who, {time}::seconds AS at, nullif(trim({event}::varchar), '') AS event FROM given"
        " WHERE {customer}::name IS NOT NULL AND nullif(trim({event}::varchar), '') IS NOT NULL ORDER BY ALL"
    )
    if not rows:
        raise BadFile(N_("No row has both a person and an event."))
    given.refuse("time", "seconds", "read IS NULL", _NO_TIME)
    seen = {event for _who, _at, event in rows}
    missing = [step for step in steps if not seen & set(step.split("|"))]
    if len(missing) == len(steps):
        raise BadParameter("steps", missing[0], ", ".join(sorted(seen)[:20]))
    people: dict[str, list[tuple[float, str]]] = {}
    either = {name: step for step in steps for name in step.split("|")}
    for who, at, event in rows:
        people.setdefault(who, []).append((at, either.get(event, event)))
    window = number("window", read["window"])
    levels = {who: funnels.reached(events, steps=steps, window=window, modes=modes) for who, events in people.items()}
    rows_told = _steps(steps, [sum(level >= place for level in levels.values()) for place in range(1, len(steps) + 1)])
    population = {"people": len(people), "outside": sum(not level for level in levels.values()), "levels": levels}
    warnings = _unknown(missing, seen)
    return {**told("funnel", read, population, rows_told, today), "warnings": warnings}


def _steps(steps: Sequence[str], counts: Sequence[int]) -> list[Told]:
    return [
        {
            "step": step,
            "people": count,
            "of_first_pct": percent(count, counts[0]),
            "of_former_pct": percent(count, former),
        }
        for step, count, former in zip(steps, counts, [counts[0], *counts[:-1]], strict=True)
    ]


def _unknown(missing: Sequence[str], seen: set[str]) -> list[Told]:
    """Nobody bought is an answer; a word that was written wrong looks the same, so it is said."""
    there = ", ".join(sorted(seen)[:20])
    return [
        {"code": "unknown_step", "message": Phrase(_NO_SUCH_EVENT, {"step": step, "seen": there})} for step in missing
    ]


def funnel_of_json(cases: Any, values: Values, today: date) -> Told:
    """{"cases": [{"id", "events": [[time, event], …], "steps", "window", "modes"}, …]}: the level of each."""
    read = taken(values)
    try:
        rows = [
            {
                "id": case.get("id", place),
                "level": funnels.reached(
                    [(float(at), event) for at, event in case["events"]],
                    steps=case["steps"], window=float(case["window"]), modes=case.get("modes", ()),
                ),
            }
            for place, case in enumerate(cases["cases"])
        ]  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(N_("the JSON has no “cases” with events, steps and window")) from error
    return told("funnel", read, {"cases": len(rows)}, rows, today)


def _known_modes(modes: Sequence[str]) -> None:
    for mode in modes:
        if mode not in funnels.MODES:
            raise BadParameter("modes", mode, ", ".join(funnels.MODES))


def is_json(path: Path) -> bool:
    """Does the file begin as JSON does? What it is called says nothing."""
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        start = opened.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
    return start[:1] == b"{" or start[:2] in (b"[[", b"[{") or path.name.lower().endswith(".json")


def read_json(path: Path) -> Any:
    """The file as JSON. Raises BadFile."""
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadFile(N_("%(file)s cannot be read: %(why)s"), file=path.name, why=str(error)) from error


def taken(values: Values, **defaults: str) -> dict[str, str]:
    """The parameters, with their defaults. Raises BadParameter for a name that does not exist."""
    for name, text in values.items():
        if name not in defaults:
            raise BadParameter(name, text, ", ".join(sorted(defaults)) or N_("no parameter"))
    # Of a separator a blank is a word, too.
    return {name: values.get(name, "").strip() or values.get(name, "") or text for name, text in defaults.items()}


def words(text: str) -> list[str]:
    """Words between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def number(name: str, text: str) -> float:
    """A number from 0. Raises BadParameter."""
    try:
        value = float(text)
    except ValueError as error:
        raise BadParameter(name, text, N_("a number")) from error
    if not 0 <= value < 1e15:
        raise BadParameter(name, text, N_("a number from 0"))
    return value


def day(name: str, text: str) -> date:
    """An ISO date. Raises BadParameter."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadParameter(name, text, "YYYY-MM-DD") from error


def percent(part: float, whole: float) -> float | None:
    """Part of whole in percent."""
    return part * 100 / whole if whole else None


def told(name: str, params: Values, population: Told, rows: list[Told], as_of: date) -> Told:
    """As every measure answers."""
    return {"measure": name, "params": dict(params), "population": population, "rows": rows, "as_of": as_of.isoformat()}

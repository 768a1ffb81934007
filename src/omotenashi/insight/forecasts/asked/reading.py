# SPDX-License-Identifier: Apache-2.0
"""From a file to the questions that are asked of files. Each gives the JSON of `omotenashi measure NAME --input FILE`."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from omotenashi.insight.forecasts.asked import attribution, effects, funnels
from omotenashi.insight.forecasts.asked.effects import Arm
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.measures.crediting import Journey
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_

type Values = Mapping[str, str]
type Told = dict[str, Any]


def markov(given: Given, values: Values, today: date) -> Told:
    """path (A>B>C) and revenue, or conversions with null; one row a journey or a kind of journey."""
    read = taken(values, separator=">", half_life="1")
    counted = given.has("conversions")
    parts = ["{path}::varchar"]
    parts.append("{conversions}::double" if counted else "({revenue}::double > 0)::int::double")
    lost = "0.0" if counted else "({revenue}::double <= 0)::int::double"
    parts.append("coalesce({null}::double, 0)" if given.has("null") else lost)
    own = given.has("revenue") and given.heading("revenue") != given.heading("conversions")
    parts.append("{revenue}::double" if own else parts[1])
    rows = given.rows(f"SELECT {', '.join(parts)} FROM given WHERE {{path}} IS NOT NULL")
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
    touches = tuple(touch.strip() for touch in str(path or "").split(separator) if touch.strip())
    if won < 0 or lost < 0:
        raise BadFile(N_("A journey with a negative number: %(path)s"), path=str(path))
    return Journey(touches, float(won), float(lost), float(revenue or 0))


def funnel(given: Given, values: Values, today: date) -> Told:
    """user (customer), time and event; `steps` in their order, `window` in seconds (or the file's own numbers)."""
    read = taken(values, steps="", window="604800", modes="")
    steps, modes = words(read["steps"]), words(read["modes"])
    _known_modes(modes)
    if not steps:
        raise BadParameter("steps", "", N_("the events in their order: steps=view,cart,buy (a|b: either of them)"))
    rows = given.rows(
        "SELECT {customer}::varchar, {time}::seconds, trim({event}::varchar) FROM given"
        " WHERE {customer} IS NOT NULL AND {event} IS NOT NULL"
    )
    seen = {event for _who, _at, event in rows}
    missing = next((step for step in steps if not seen & set(step.split("|"))), None)
    if missing is not None:
        raise BadParameter("steps", missing, ", ".join(sorted(seen)[:20]))
    people: dict[str, list[tuple[float, str]]] = {}
    either = {name: step for step in steps for name in step.split("|")}
    for who, at, event in rows:
        if at is None:
            raise BadFile(N_("An event of %(customer)s has no time."), customer=str(who))
        people.setdefault(who, []).append((at, either.get(event, event)))
    window = number("window", read["window"])
    levels = {who: funnels.reached(events, steps=steps, window=window, modes=modes) for who, events in people.items()}
    counts = [sum(level >= place for level in levels.values()) for place in range(1, len(steps) + 1)]
    rows_told = [
        {
            "step": step,
            "people": count,
            "of_first_pct": percent(count, counts[0]),
            "of_former_pct": percent(count, former),
        }
        for step, count, former in zip(steps, counts, [counts[0], *counts[:-1]], strict=True)
    ]
    population = {"people": len(people), "outside": sum(not level for level in levels.values()), "levels": levels}
    return told("funnel", read, population, rows_told, today)


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


def uplift(given: Given, values: Values, today: date) -> Told:
    """treatment and outcome (0/1), perhaps amount, customer group (`by`) and score; one row a treated group."""
    read = taken(values, control="", margin="60", cost="0", by="", level="95")
    amount = "{amount}::double" if given.has("amount") else "0.0"
    score = "{score}::double" if given.has("score") else "NULL::double"
    group = given.quoted(read["by"]) + "::varchar" if read["by"] else "''"
    sql = f"SELECT {{treatment}}::varchar, {{outcome}}::double, {amount}, {score}, {group} FROM given"
    rows = given.rows(f"{sql} WHERE {{treatment}} IS NOT NULL AND {{outcome}}::double IS NOT NULL")
    arms = sorted({str(row[0]) for row in rows})
    control = read["control"] or _control(arms)
    if control not in arms or len(arms) < 2:
        raise BadParameter("control", control, ", ".join(arms))
    margin, cost, level = (number(name, read[name]) for name in ("margin", "cost", "level"))
    found = []
    for group_name in sorted({row[4] for row in rows}):
        mine = [row for row in rows if row[4] == group_name]
        against = _arm(mine, control)
        for arm in arms:
            if arm != control and against.people and (with_it := _arm(mine, arm)).people:
                compared = effects.compare(with_it, against, margin=margin / 100, cost=cost, level=level / 100)
                found.append({"arm": arm, **({"group": group_name} if read["by"] else {}), **compared})
    population: Told = {"people": len(rows), "control": control, "arms": arms}
    if given.has("score"):
        population["qini"] = effects.qini(
            score=np.array([row[3] for row in rows], dtype=float),
            treated=np.array([row[0] != control for row in rows]),
            outcome=np.array([row[1] for row in rows], dtype=float),
        )
    return told("uplift", read, population, found, today)


def _control(arms: Sequence[str]) -> str:
    usual = ("0", "0.0", "false", "control", "no e-mail", "no email", "none", "holdout", "hold-out", "非配信")
    return next((arm for arm in arms if arm.lower() in usual), "")


def _arm(rows: Sequence[Sequence[Any]], name: str) -> Arm:
    mine = [row for row in rows if row[0] == name]
    return Arm(len(mine), sum(row[1] for row in mine), sum(row[2] or 0 for row in mine))


def _known_modes(modes: Sequence[str]) -> None:
    for mode in modes:
        if mode not in funnels.MODES:
            raise BadParameter("modes", mode, ", ".join(funnels.MODES))


def read_json(path: Path) -> Any:
    """The file as JSON. Raises BadFile."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadFile(N_("%(file)s cannot be read: %(why)s"), file=path.name, why=str(error)) from error


def taken(values: Values, **defaults: str) -> dict[str, str]:
    """The parameters, with their defaults. Raises BadParameter for a name that does not exist."""
    for name, text in values.items():
        if name not in defaults:
            raise BadParameter(name, text, ", ".join(sorted(defaults)) or N_("no parameter"))
    return {name: values.get(name, "").strip() or text for name, text in defaults.items()}


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

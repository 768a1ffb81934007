# SPDX-License-Identifier: Apache-2.0
"""`omotenashi measure NAME --input FILE`: what can be asked of a file, without any retailer's data."""

import difflib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from omotenashi.insight.forecasts import reading
from omotenashi.insight.forecasts.answering import ASK, Ask
from omotenashi.insight.forecasts.asked import contracts, coupons, demand, recommending, sales
from omotenashi.insight.forecasts.asked import reading as asked
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.measures.params import parse
from omotenashi.insight.measures.registry import UnknownMeasure

type FromFile = Callable[[Given, Mapping[str, str], date], dict[str, Any]]
type FromTwo = Callable[[Path, Path | None, str, Mapping[str, str], date], dict[str, Any]]


def answer(
    *, name: str, path: Path, columns: str, values: Mapping[str, str], today: date, other: Path | None = None
) -> dict[str, Any]:
    """Answer from a file, or from two. Raises UnknownMeasure, BadFile or BadParameter."""
    if name in TWO_INPUTS:
        return TWO_INPUTS[name](path, other, columns, values, today)
    if name not in INPUTS:
        known = [*INPUTS, *TWO_INPUTS]
        raise UnknownMeasure(name, difflib.get_close_matches(name, known) or sorted(known))
    if other is not None:
        raise BadFile(f"{other.name}: only {', '.join(TWO_INPUTS)} read a second file")
    if path.name.lower().endswith(".json"):
        if name not in JSON_INPUTS:
            raise BadFile(f"{path.name}: only {', '.join(JSON_INPUTS)} read JSON")
        return JSON_INPUTS[name](asked.read_json(path), values, today)
    given = Given(path, columns=columns)
    try:
        return INPUTS[name](given, values, today)
    finally:
        given.close()


def _forecast(ask: Ask) -> FromFile:
    def found(given: Given, values: Mapping[str, str], today: date) -> dict[str, Any]:
        options = parse(ForecastOptions, values, as_of=today)
        return ask(reading.customers(given, options), options).as_dict()

    return found


INPUTS: dict[str, FromFile] = {
    **{name: _forecast(ask) for name, ask in ASK.items()},
    "markov": asked.markov,
    "funnel": asked.funnel,
    "rfm": sales.rfm,
    "basket": sales.basket,
    "uplift": asked.uplift,
    "survival": contracts.curve,
    "demand": demand.demand,
}
JSON_INPUTS: dict[str, Callable[[Any, Mapping[str, str], date], dict[str, Any]]] = {
    "markov": asked.markov_of_json,
    "funnel": asked.funnel_of_json,
}
TWO_INPUTS: dict[str, FromTwo] = {
    "recommend-eval": recommending.evaluation,
    "coupons": coupons.redemptions,
}

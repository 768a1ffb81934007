# SPDX-License-Identifier: Apache-2.0
"""`omotenashi measure NAME --input FILE`: what can be asked of a file, without any retailer's data."""

import difflib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from omotenashi.insight.forecasts import reading
from omotenashi.insight.forecasts.answering import ASK, Ask
from omotenashi.insight.forecasts.asked import baskets, contracts, coupons, demand, recommending, sales, uplifts
from omotenashi.insight.forecasts.asked import reading as asked
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.measures.params import parse
from omotenashi.insight.measures.registry import UnknownMeasure
from omotenashi.insight.measures.words import N_, Phrase

type FromFile = Callable[[Given, Mapping[str, str], date], dict[str, Any]]
type FromTwo = Callable[[Path, Path | None, str, Mapping[str, str], date], dict[str, Any]]


def answer(
    *,
    name: str,
    path: Path,
    columns: str,
    values: Mapping[str, str],
    today: date,
    other: Path | None = None,
    say: Callable[[Phrase], str] = str,
) -> dict[str, Any]:
    """Answer from a file, or from two, in the language of `say`. Raises UnknownMeasure, BadFile or BadParameter."""
    found = _answer(name=name, path=path, columns=columns, values=values, today=today, other=other)
    for reason in (*found.get("refused", ()), *found.get("warnings", ())):
        if isinstance(reason["message"], Phrase):
            reason["message"] = say(reason["message"])
    return found


def _answer(
    *, name: str, path: Path, columns: str, values: Mapping[str, str], today: date, other: Path | None
) -> dict[str, Any]:
    if name in TWO_INPUTS:
        return TWO_INPUTS[name](path, other, columns, values, today)
    if name not in INPUTS:
        known = [*INPUTS, *TWO_INPUTS]
        raise UnknownMeasure(name, difflib.get_close_matches(name, known) or sorted(known))
    if other is not None:
        raise BadFile(N_("Only %(names)s read a second file"), names=", ".join(TWO_INPUTS))
    if asked.is_json(path):
        if name not in JSON_INPUTS:
            raise BadFile(N_("Only %(names)s read JSON"), names=", ".join(JSON_INPUTS))
        return JSON_INPUTS[name](asked.read_json(path), values, today)
    given = Given(path, columns=columns, baskets=name == "basket")
    try:
        return INPUTS[name](given, values, today)
    finally:
        given.close()


def _forecast(ask: Ask) -> FromFile:
    def found(given: Given, values: Mapping[str, str], today: date) -> dict[str, Any]:
        options = parse(ForecastOptions, values, as_of=today)
        timed = ask is not ASK["gamma-gamma"]
        return ask(reading.customers(given, options, timed=timed), options).as_dict(say=_unsaid)

    return found


def _unsaid(phrase: Phrase) -> Any:
    """Left as it is, for whoever knows the language."""
    return phrase


INPUTS: dict[str, FromFile] = {
    **{name: _forecast(ask) for name, ask in ASK.items()},
    "markov": asked.markov,
    "funnel": asked.funnel,
    "rfm": sales.rfm,
    "basket": baskets.basket,
    "uplift": uplifts.uplift,
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

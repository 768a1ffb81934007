# SPDX-License-Identifier: Apache-2.0
"""Answer a measure or a forecast by its name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from omotenashi.insight import queries
from omotenashi.insight.actions.demanding import compared_demand
from omotenashi.insight.forecasts.registry import BY_NAME as FORECASTS


def measure(*, name: str, params: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Answer a measure or a forecast as the JSON of the command line and the API."""
    if name == "recommend":
        return queries.compared_recommending(now=now)
    if name == "unmet":
        return queries.unmet_told(now=now, params=params)
    if name in ("effect", "uplift"):
        return queries.effect_told(name=name, params=params, now=now)
    if name == "demand":
        return compared_demand(now=now)
    if name in FORECASTS:
        return queries.forecast(name=name, values=params, now=now).as_dict()
    return queries.ask(name=name, values=params, now=now).as_dict()

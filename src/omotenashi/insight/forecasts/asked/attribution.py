# SPDX-License-Identifier: Apache-2.0
"""Attribution of journeys that a file tells: the kernel is that of the lake (`measures.crediting`)."""

from collections.abc import Sequence
from typing import Any

from omotenashi.insight.measures.crediting import MODELS, Journey, attribute


def answer(journeys: Sequence[Journey], *, half_life: float) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Population and rows."""
    credit = attribute(journeys, half_life=half_life)
    whole = sum(credit.removal.values())
    rows = [
        {
            "channel": name,
            **{model: credit.by[model][name] for model in MODELS},
            "removal_effect": effect,
            "share": effect / whole if whole else None,
        }
        for name, effect in credit.removal.items()
    ]
    population = {
        "journeys": sum(one.won + one.lost for one in journeys),
        "conversions": sum(one.won for one in journeys),
        "total": credit.total,
        "p_conversion": credit.p_conversion,
    }
    return population, rows

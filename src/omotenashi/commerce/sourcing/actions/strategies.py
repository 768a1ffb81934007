# SPDX-License-Identifier: Apache-2.0
"""Choose how to choose. A change is a new version; decisions made before keep theirs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from omotenashi.commerce.sourcing.models import StrategyVersion
from omotenashi.commerce.sourcing.rules import checked


def choose_strategy(*, name: str, rules: Sequence[str], costs: Mapping[str, object], now: datetime) -> None:
    """Use this strategy from now on. Raises BadStrategy for a criterion, cost or weight that does not exist."""
    wanted = checked(name=name, rules=rules, costs=costs)
    StrategyVersion.objects.update_or_create(
        used_since=now,
        defaults={"name": name, "rules": list(wanted.rules), "costs": {} if wanted.rules else dict(wanted.costs)},
    )

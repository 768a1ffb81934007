# SPDX-License-Identifier: Apache-2.0
"""Short drawings for tests: people come in by leaving a basket and stand before one step, or several."""

from typing import Any

from omotenashi.engagement.journeys.models import StepLog
from omotenashi.engagement.journeys.tests.test_journeys import CART
from omotenashi.engagement.messaging.tests import world

NOW = world.NOW


def way(steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Draw steps; the first of them is the first that is met, and what leads nowhere ends."""
    return {"entry": {"kind": "event", "event": CART}, "first": next(iter(steps)), "steps": steps, **changes}


def taken() -> list[tuple[str, str]]:
    """Give the steps that were taken, in their order."""
    return list(StepLog.objects.order_by("enrolment", "visit").values_list("step", "branch"))

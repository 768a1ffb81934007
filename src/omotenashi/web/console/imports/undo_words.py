# SPDX-License-Identifier: Apache-2.0
"""What the page of 元に戻す says: what would go, what stays and why."""

from typing import Any

from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.queries import messages
from omotenashi.connectors.csv.sync import runs
from omotenashi.web.console.imports import words

_TAKEN_BACK = ("orders", "returns", "products", "customers", "levels", "points", "subscriptions")


def page(run: Run) -> dict[str, Any]:
    """The plan of an undo as the page shows it."""
    plan = run.undo_plan
    return {
        **words.progress(run),
        "run": run,
        "going": run.is_being_undone,
        "lines": messages.undone(plan),
        "anything": any(plan.get(name) for name in _TAKEN_BACK),
        "known": bool(plan) and not plan.get("going"),
        "corrected": sum(number for name, number in run.made.items() if name.endswith("_updated")),
    }


def why(error: runs.Stopped) -> str:
    """Why nothing can be undone."""
    return messages.worded(error.code, error.params)

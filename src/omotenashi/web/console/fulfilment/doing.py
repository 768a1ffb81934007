# SPDX-License-Identifier: Apache-2.0
"""What a press on a button does: one step of one fulfilment, under the key that the form carries."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from omotenashi.commerce.fulfilment import actions as fulfilment

# Which permission a step needs; what gives money back is not the floor's to press.
NEEDED = {"settled": "fulfilment.settle", "cancelled": "fulfilment.settle", "lost": "fulfilment.settle"}
WORK = "fulfilment.work"
# The next step, where there is one that is simply done.
FORWARD = {"planned": "accepted", "accepted": "picking", "picking": "packed", "shipped": "delivered"}
TOGETHER = ("accepted", "picking", "packed", "ready")

_PLAIN: dict[str, Callable[..., object]] = {
    "accepted": fulfilment.accept,
    "picking": fulfilment.start_picking,
    "packed": fulfilment.pack,
    "ready": fulfilment.ready,
    "delivered": fulfilment.deliver,
    "no_show": fulfilment.no_show,
    "returned_to_stock": fulfilment.return_to_stock,
    "settled": fulfilment.settle,
    "code": fulfilment.new_code,
}
KNOWN = frozenset({*_PLAIN, "collected", "shipped", "lost", "rejected", "cancelled"})


def needed(step: str) -> str:
    """Give the permission that a step needs."""
    return NEEDED.get(step, WORK)


def forward(kind: str, state: str) -> str:
    """Give the step that comes next; a packed parcel leaves, a packed pick-up is laid ready."""
    if state == "packed":
        return "ready" if kind == "pickup" else "shipped"
    return FORWARD.get(state, "")


def do(fulfilment_id: UUID, step: str, said: Mapping[str, str], *, key: str, now: datetime, actor: str) -> None:
    """Do one step. Raises what the action raises."""
    about: dict[str, Any] = {"key": key, "now": now, "actor": actor}
    reason = said.get("reason", "").strip()
    match step:
        case "collected":
            fulfilment.hand_over(fulfilment_id, code=said.get("code", ""), **about)
        case "shipped":
            carrier, tracking = said.get("carrier", "").strip() or "—", said.get("tracking", "")
            fulfilment.ship(fulfilment_id, carrier=carrier, tracking=tracking, **about)
        case "lost":
            fulfilment.lose(fulfilment_id, reason=reason, **about)
        case "cancelled":
            fulfilment.cancel(fulfilment_id, reason=reason or "other", **about)
        case "rejected":
            why = cast("fulfilment.Reason", reason if reason in ("not_found", "damaged", "busy") else "busy")
            fulfilment.reject(fulfilment_id, reason=why, **about)
        case _:
            _PLAIN[step](fulfilment_id, **about)

# SPDX-License-Identifier: Apache-2.0
"""Where an intent stands after what a provider said.

Facts may come twice, late and in any order, so the state is the highest that any fact has proved, and a fact says
the same whenever it comes. Money weighs most: a capture that comes after a refusal, an end or a void is believed,
because the customer has paid, and what cannot be honoured is given back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

ORDER: Final = (
    "created", "requires_action", "failed", "expired", "authorised", "voided", "captured", "part_refunded", "refunded",
)  # fmt: skip
RANK: Final = {state: rank for rank, state in enumerate(ORDER)}
# A customer may still pay: also after a card was declined, with another one.
WAITING: Final = frozenset({"created", "requires_action", "failed"})
# Another try may take the place of one that brought nothing.
ENDED: Final = frozenset({"failed", "expired", "voided", "refunded"})
PAID: Final = frozenset({"captured", "part_refunded"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What is known of an intent: the state, the first moment of each state, and what was captured and given back."""

    state: str
    captured: int = 0
    refunded: int = 0
    moments: Mapping[str, datetime] = field(default_factory=dict)
    reason: str = ""


def after(standing: Standing, *, kind: str, amount: int, at: datetime, reason: str = "") -> Standing:
    """Give the standing after one fact: a state that was reached, or `captured` with what was captured."""
    state = kind if RANK[kind] > RANK[standing.state] else standing.state
    moments = {**standing.moments, kind: min(at, standing.moments.get(kind, at))}
    captured = max(standing.captured, amount) if kind == "captured" else standing.captured
    said = reason if state == kind and reason else standing.reason
    return replace(standing, state=state, moments=moments, captured=captured, reason=said)


def after_refund(standing: Standing, *, refunded: int, at: datetime) -> Standing:
    """Give the standing once `refunded` in all went back. What was given back has been captured before."""
    kind = "refunded" if refunded >= standing.captured else "part_refunded"
    reached = after(standing, kind=kind, amount=0, at=at) if refunded else standing
    return replace(reached, refunded=refunded)


def entered(before: Standing, now: Standing) -> bool:
    """Say whether the state moved."""
    return RANK[now.state] > RANK[before.state]

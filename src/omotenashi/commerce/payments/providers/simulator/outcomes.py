# SPDX-License-Identifier: Apache-2.0
"""What can become of a charge at the simulator: chosen on its page, or by the method `sim_<outcome>`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

_SOON: Final = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a charge ends, and how its messages travel: `delays` has one entry for each time a message is sent."""

    status: str = "paid"
    reason: str = ""
    delays: tuple[timedelta, ...] = (_SOON,)
    kinds: tuple[str, ...] = ()
    short_by: int = 0
    loses_answer: bool = False
    is_down: bool = False
    refunds_fail: bool = False


OUTCOMES: Final[dict[str, Outcome]] = {
    "success": Outcome(),
    "challenge": Outcome(status="challenge"),
    "declined": Outcome(status="declined", reason="card_declined"),
    "late": Outcome(delays=(timedelta(seconds=90),)),
    "never": Outcome(delays=()),
    "double": Outcome(delays=(_SOON, _SOON, timedelta(seconds=10))),
    "out_of_order": Outcome(kinds=("captured", "authorised", "requires_action")),
    "answer_lost": Outcome(loses_answer=True),
    "down": Outcome(is_down=True, delays=()),
    "wrong_amount": Outcome(short_by=1),
    "refund_fails": Outcome(refunds_fail=True),
}
PREFIX: Final = "sim_"


def outcome_of(name: str) -> Outcome:
    """Give an outcome by its name or method. Raises KeyError."""
    return OUTCOMES[name.removeprefix(PREFIX)]

# SPDX-License-Identifier: Apache-2.0
"""What to do next with a payment that nobody wants any more."""

from typing import Literal

from omotenashi.commerce.payments.rules import states

Step = Literal["nothing", "void_here", "void_there", "refund"]


def next_step(*, state: str, was_asked: bool, has_ref: bool, left: int) -> Step:
    """Give the next step: give up what is only expected, void what a provider holds, give back what was captured.

    `was_asked`: a provider may know of it. Until its answer has come there is nothing to void.
    """
    if state in states.PAID:
        return "refund" if left > 0 else "nothing"
    if state in {"voided", "refunded"}:
        return "nothing"
    if has_ref:
        return "void_there"
    return "nothing" if was_asked else "void_here"

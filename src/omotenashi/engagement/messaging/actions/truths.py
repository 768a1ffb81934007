# SPDX-License-Identifier: Apache-2.0
"""What must still hold when a message goes: the floors above say how that is asked."""

from omotenashi.engagement.messaging.ports import TRUTHS, Truth


def know(name: str, truth: Truth) -> None:
    """Learn to ask whether something still holds; `truth` gives those of whom it does not."""
    TRUTHS[name] = truth

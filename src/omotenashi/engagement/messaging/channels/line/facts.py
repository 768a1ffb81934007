# SPDX-License-Identifier: Apache-2.0
"""What LINE's answers mean for a message: pure."""

from uuid import UUID

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.line.client import Answer
from omotenashi.engagement.messaging.ports import Outcome

_QUOTA = "monthly limit"
# LINE's words where nobody has the id, or has not added us; a fault of the message speaks of `messages` instead.
_NOBODY = ("The property, 'to'", "Failed to send messages")


def outcome(message_id: UUID, answer: Answer, *, price: int) -> Outcome:
    """Say what became of a message. 409: a call under this key was accepted before, so it is there."""
    if answer.status in (200, 409):
        return Outcome(message_id, ports.SENT, answer.request_id, cost=price)
    error = f"{answer.status} {answer.message}"
    if answer.status == 429:
        state = ports.FULL if _QUOTA in answer.message else ports.DEFERRED
        return Outcome(message_id, state, error=error)
    if answer.status == 400:
        nobody = answer.message.startswith(_NOBODY)
        return Outcome(message_id, ports.REFUSED, error=error, suppress="unknown_user" if nobody else "")
    if answer.status >= 500:
        return Outcome(message_id, ports.UNKNOWN, error=error)
    # 401, 403: our keys, not the reader.
    return Outcome(message_id, ports.DEFERRED, error=error)

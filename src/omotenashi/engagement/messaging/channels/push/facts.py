# SPDX-License-Identifier: Apache-2.0
"""What the answers of push services mean (RFC 8030, 7.3 and 8.3)."""

from uuid import UUID

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.push.client import Answer
from omotenashi.engagement.messaging.ports import Outcome

# Nobody is there any more: permission withdrawn, browser gone, subscription over.
_GONE = frozenset({404, 410})
_LATER = frozenset({401, 403, 429})
_TOO_LARGE = 413


def outcome(message_id: UUID, answer: Answer) -> Outcome:
    """Say what became of a message. Keys that are not taken are our matter: the message waits."""
    error = f"{answer.status} {answer.said}".strip()[:300]
    if 200 <= answer.status < 300:
        return Outcome(message_id, ports.SENT, answer.location[:500])
    if answer.status in _GONE:
        return Outcome(message_id, ports.REFUSED, error=error, suppress="unknown_user")
    if answer.status == _TOO_LARGE:
        return Outcome(message_id, ports.REFUSED, error="content: push size")
    if answer.status >= 500 or answer.status in _LATER:
        return Outcome(message_id, ports.DEFERRED, error=error)
    return Outcome(message_id, ports.REFUSED, error=error)

# SPDX-License-Identifier: Apache-2.0
"""Hand letters over in parts that take a few seconds, so that the button that stops all advertising is heard in between."""

import time
from collections.abc import Mapping, Sequence
from uuid import UUID

from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.ports import Channel, Letter, Outcome

# How long a part may take; the first of a server that nobody knows yet is small, none is larger than a connection carries.
_SECONDS, _FIRST, _MOST = 10.0, 20, 100
# How long a letter took last, by channel.
_took: dict[str, float] = {}


def hand_over(channel: Channel, letters: Sequence[Letter], *, kinds: Mapping[UUID, str]) -> list[Outcome]:
    """Hand letters over; what advertises is given back where everything was stopped meanwhile. Outside of a transaction."""
    if channel.gathers or channel.is_simulated:
        # What goes together goes in one call, and what goes nowhere takes no time.
        return channel.hand_over(letters)
    outcomes: list[Outcome] = []
    waiting, name = list(letters), type(channel).__name__
    while waiting:
        size = _size(_took.get(name))
        part, waiting = waiting[:size], waiting[size:]
        began = time.monotonic()
        outcomes += channel.hand_over(part)
        _took[name] = (time.monotonic() - began) / len(part)
        if waiting and queries.policy().stopped_at:
            halted = [one for one in waiting if kinds[one.message_id] == "marketing"]
            outcomes += [Outcome(one.message_id, ports.HALTED) for one in halted]
            waiting = [one for one in waiting if kinds[one.message_id] != "marketing"]
    return outcomes


def _size(took: float | None) -> int:
    """Give how many letters a part has."""
    if took is None:
        return _FIRST
    return max(1, min(_MOST, int(_SECONDS / took))) if took > 0 else _MOST

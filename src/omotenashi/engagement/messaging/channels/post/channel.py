# SPDX-License-Identifier: Apache-2.0
"""The post as a channel: what is handed over lies in the day's print batch, and waits there to be printed and posted."""

from collections.abc import Sequence

from django.db import DatabaseError

from omotenashi.base import clock
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.actions import postcards
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.queries import quotas


class Post:
    """Cards on paper. A message has one piece, whoever hands it over again."""

    is_repeatable = True
    gathers = 0
    # What is printed is real; nothing is pretended.
    is_simulated = False

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """See ports.Channel. A reader without an address that can be found gets nothing, and the reason is said."""
        try:
            faults = postcards.take([letter.message_id for letter in letters], now=clock.now())
        except DatabaseError as failure:
            return [Outcome(letter.message_id, ports.UNKNOWN, error=str(failure)) for letter in letters]
        price = quotas.price_of("post")
        return [_outcome(letter, faults.get(letter.message_id, ""), price=price) for letter in letters]


def _outcome(letter: Letter, fault: str, *, price: int) -> Outcome:
    if fault:
        return Outcome(letter.message_id, ports.REFUSED, error=f"content: post {fault}")
    return Outcome(letter.message_id, ports.SENT, "batch", cost=price)

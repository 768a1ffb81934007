# SPDX-License-Identifier: Apache-2.0
"""The site as a channel: a headline, a few words, a picture and one button, on the pages a member is given."""

from collections.abc import Mapping, Sequence
from typing import Any

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.rules import places
from omotenashi.engagement.messaging.rules.blocks import Content


class Site:
    """Our own pages. Nothing is handed over: the gate lets a message wait there until its reader comes by."""

    is_repeatable = True
    gathers = 0
    is_simulated = False

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """See ports.Channel: what comes here by mistake waits for nobody."""
        return [Outcome(one.message_id, ports.REFUSED, error="content: place") for one in letters]

    def face(self, content: Content, values: Mapping[str, Any]) -> dict[str, str]:
        """See ports.Place."""
        return places.layer(content, values)

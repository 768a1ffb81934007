# SPDX-License-Identifier: Apache-2.0
"""The till as a channel: one sentence for the clerk, told with one tap, and what the receipt prints."""

from collections.abc import Mapping
from typing import Any

from omotenashi.engagement.messaging.ports import Waiting
from omotenashi.engagement.messaging.queries.saying import goods
from omotenashi.engagement.messaging.rules import places
from omotenashi.engagement.messaging.rules.blocks import Content


class Till(Waiting):
    """Every till of ours."""

    def face(self, content: Content, values: Mapping[str, Any]) -> dict[str, Any]:
        """See ports.Place."""
        return places.till(content, values, goods(content.codes()))

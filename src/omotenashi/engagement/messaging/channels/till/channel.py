# SPDX-License-Identifier: Apache-2.0
"""The till as a channel: one sentence for the clerk, told with one tap."""

from collections.abc import Mapping
from typing import Any

from omotenashi.engagement.messaging.ports import Waiting
from omotenashi.engagement.messaging.rules import places
from omotenashi.engagement.messaging.rules.blocks import Content


class Till(Waiting):
    """Every till of ours."""

    def face(self, content: Content, values: Mapping[str, Any]) -> dict[str, str]:
        """See ports.Place."""
        return {"text": places.sentence(content, values)}

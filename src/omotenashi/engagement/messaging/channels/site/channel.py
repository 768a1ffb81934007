# SPDX-License-Identifier: Apache-2.0
"""The site as a channel: a headline, a few words, a picture and one button, on the pages a member is given."""

from collections.abc import Mapping
from typing import Any

from omotenashi.engagement.messaging.ports import Waiting
from omotenashi.engagement.messaging.rules import places
from omotenashi.engagement.messaging.rules.blocks import Content


class Site(Waiting):
    """Our own pages."""

    def face(self, content: Content, values: Mapping[str, Any]) -> dict[str, str]:
        """See ports.Place."""
        return places.layer(content, values)

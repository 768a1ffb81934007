# SPDX-License-Identifier: Apache-2.0
"""The site as a channel: a headline, a few words, a picture, one button and what is each reader's own, on the pages a member is given."""

from collections.abc import Mapping
from typing import Any

from omotenashi.engagement.messaging.ports import Waiting
from omotenashi.engagement.messaging.queries.saying import goods
from omotenashi.engagement.messaging.rules import places
from omotenashi.engagement.messaging.rules.blocks import Content


class Site(Waiting):
    """Our own pages."""

    def face(self, content: Content, values: Mapping[str, Any]) -> dict[str, Any]:
        """See ports.Place."""
        return places.layer(content, values, goods(content.codes()))

# SPDX-License-Identifier: Apache-2.0
"""`{% messages_to nodes as told %}`: what was sent to somebody, or kept back, on pages that know nothing of messages."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import template

from omotenashi.web.console.messages import received

register = template.Library()


@register.simple_tag
def messages_to(node_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Give the newest messages to the person with these keys, each with its reason."""
    return received.messages_of(node_ids)

# SPDX-License-Identifier: Apache-2.0
"""`{% load work %}`: words of the back room, and sums its slips show."""

from django import template

from omotenashi.commerce.stock.models import TransferLine
from omotenashi.web.register.work import words

register = template.Library()


@register.filter
def state_word(state: str) -> str:
    """Name what was done: the word of the state it led to."""
    return words.said(words.STATES, state)


@register.filter
def get(mapping: object, key: object) -> object:
    """Give what a mapping holds under a key; nothing where it holds none."""
    return mapping.get(key) if isinstance(mapping, dict) else None


@register.filter
def still_coming(line: TransferLine) -> int:
    """Give how many pieces of a line of a transfer were sent and did not arrive yet."""
    return max(0, line.sent - line.received - line.damaged)

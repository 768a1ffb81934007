# SPDX-License-Identifier: Apache-2.0
"""What pages of other areas show of segments: `{% load segments %}`."""

from django import template

from omotenashi.web.console.segments import making

register = template.Library()


@register.simple_tag(takes_context=True)
def segment_offer(context: template.Context, address: str) -> making.Offer | None:
    """Offer a segment of the people at an address of the analysis; nothing for those who may make none."""
    return making.offer(context["request"].user, address)

# SPDX-License-Identifier: Apache-2.0
"""Tags of the frame: the rail and the sheet of a phone, and a block's text used twice."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

from omotenashi.web.console import frame

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: template.Context, part: str) -> SafeString:
    """The places of the console for this request: `rail`, or `bottom` on a phone."""
    request = context["request"]
    return frame.written(part, user=request.user, path=request.path, folded=narrow_rail(context))


@register.simple_tag(takes_context=True)
def repeat(context: template.Context, name: str) -> SafeString:
    """The text of a block of the page, again: the title is both `<title>` and heading, written once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(block.nodelist.render(context).strip() if block else "")  # noqa: S308  # rendered by Django


@register.simple_tag(takes_context=True)
def narrow_rail(context: template.Context) -> bool:
    """The rail was folded by this browser."""
    return bool(context["request"].COOKIES.get("rail") == "narrow")

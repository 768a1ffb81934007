# SPDX-License-Identifier: Apache-2.0
"""Tags of the frame: what the rail shows, and a block's text used twice."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

from omotenashi.people.staff import queries as staff
from omotenashi.web.console.navigation import Shelf, shelves

register = template.Library()


@register.simple_tag(takes_context=True)
def rail(context: template.Context) -> list[Shelf]:
    """The shelves of the rail for this request."""
    request = context["request"]
    return shelves(path=request.path, may=lambda permission: staff.may(request.user, permission))


@register.simple_tag(takes_context=True)
def repeat(context: template.Context, name: str) -> SafeString:
    """The text of a block of the page, again: the title is both `<title>` and heading, written once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(block.nodelist.render(context).strip() if block else "")  # noqa: S308  # rendered by Django


@register.simple_tag(takes_context=True)
def narrow_rail(context: template.Context) -> bool:
    """The rail was folded by this browser."""
    return bool(context["request"].COOKIES.get("rail") == "narrow")

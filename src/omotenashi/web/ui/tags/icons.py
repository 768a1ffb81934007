# SPDX-License-Identifier: Apache-2.0
"""`{% icon "search" %}` beside a word, `{% icon "close" "Close" %}` with a hidden one, and the channels' marks."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from omotenashi.web.ui.drawings import CHANNEL_SHAPES, ICONS
from omotenashi.web.ui.markup import component

register = template.Library()


CHANNEL_NAMES = {
    "EC": pgettext_lazy("channel", "EC"),
    "STORE": pgettext_lazy("channel", "Store"),
    "LINE": pgettext_lazy("channel", "LINE"),
    "APP": pgettext_lazy("channel", "App"),
    "MAIL": pgettext_lazy("channel", "Mail"),
    "PHONE": pgettext_lazy("channel", "Phone"),
    "DM": pgettext_lazy("channel", "DM"),
    "MALL": pgettext_lazy("channel", "Mall"),
}


@register.simple_tag
def icon(name: str, label: str = "", size: int = 16) -> SafeString:
    """An own drawing. Without `label` a visible word must stand beside it. Unknown names raise KeyError."""
    svg = _icon(name, size)
    return svg + format_html('<span class="o-hidden">{}</span>', label) if label else svg


def channel_names() -> dict[str, str]:
    """Channel code → its name in the language of the request."""
    return {code: str(name) for code, name in CHANNEL_NAMES.items()}


def channel_name(code: str) -> str:
    """The channel's name in the language of the request; a code we do not know stands for itself."""
    return str(CHANNEL_NAMES.get(code, code))


@register.simple_tag
@lru_cache(maxsize=64)
def channel_mark(code: str) -> SafeString:
    """The channel's coloured shape alone: only beside its name."""
    shape = mark_safe(CHANNEL_SHAPES.get(code, CHANNEL_SHAPES["EC"]))  # noqa: S308  # our own constants
    return format_html(
        '<svg class="o-mark" data-channel="{}" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">{}</svg>',
        code,
        shape,
    )


@register.simple_tag
def channel(code: str, label: str = "", plain: bool = False) -> SafeString:
    """The channel badge: shape and name, tinted; `plain` without the tint, for table cells."""
    return _channel(code, label or channel_name(code), plain)


# A list shows hundreds of icons and channels, so the few there are stay written.
@lru_cache(maxsize=512)
def _icon(name: str, size: int) -> SafeString:
    return format_html(
        '<svg class="o-icon" viewBox="0 0 20 20" width="{}" height="{}" aria-hidden="true" focusable="false">{}</svg>',
        size,
        size,
        mark_safe(ICONS[name]),  # noqa: S308  # our own constants
    )


@lru_cache(maxsize=512)
def _channel(code: str, label: str, plain: bool) -> SafeString:
    return component("channel", code=code, label=label, plain=plain)

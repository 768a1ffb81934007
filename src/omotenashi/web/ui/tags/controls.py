# SPDX-License-Identifier: Apache-2.0
"""Buttons and small labels: button, badge, chip, avatar, kbd, menu, tip."""

from zlib import crc32

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from omotenashi.web.ui.markup import attributes, component
from omotenashi.web.ui.tags.icons import icon as draw

register = template.Library()


@register.simple_tag
def button(
    label: str,
    variant: str = "plain",
    icon: str = "",
    size: str = "md",
    href: str = "",
    kbd: str = "",
    **attrs: object,
) -> SafeString:
    """A button, or a link that looks like one. variant: primary | plain | quiet | danger; size: sm | md | lg.

    Further keywords are attributes: type="submit" hx_post="…" data_confirm="…" disabled=True.
    """
    if not href:
        attrs.setdefault("type", "button")
    return component(
        "button",
        label=label,
        icon=icon,
        href=href,
        kbd=kbd,
        classes=f"o-button o-button-{variant} o-button-{size} {attrs.pop('class', '')}".strip(),
        attrs=attributes(attrs),
    )


@register.simple_tag
def badge(label: str, state: str = "quiet", icon: str = "") -> SafeString:
    """A state in a word. state: good | warn | bad | info | accent | quiet."""
    mark = draw(icon, size=14) if icon else mark_safe("<i></i>")
    return format_html('<span class="o-badge" data-state="{}">{}<span>{}</span></span>', state, mark, label)


@register.simple_tag
def chip(label: str, value: str = "", href: str = "", remove: str = "", **attrs: object) -> SafeString:
    """A filter or a key: label, optional value, a link, and a link that removes it."""
    return component("chip", label=label, value=value, href=href, remove=remove, attrs=attributes(attrs))


@register.simple_tag
def avatar(name: str, size: int = 28) -> SafeString:
    """The first letter of a name in a circle, toned by the name; decorative, the name stands beside it."""
    tone = crc32(name.encode()) % 6 + 1
    return format_html(
        '<span class="o-avatar" data-tone="{}" style="--size:{}px" aria-hidden="true">{}</span>', tone, size, name[:1]
    )


@register.simple_tag
def kbd(*keys: str) -> SafeString:
    """A key or a combination: {% kbd "⌘" "K" %}."""
    return component("kbd", keys=keys)


@register.simple_block_tag
def menu(
    content: SafeString,
    label: str,
    id: str,  # noqa: A002  # reads well
    icon: str = "more",
    variant: str = "quiet",
    size: str = "md",
) -> SafeString:
    """A menu that opens under its button. Inside stand links and buttons with class `o-menu-item`."""
    return component("menu", content=content, label=label, id=id, icon=icon, variant=variant, size=size)


@register.simple_block_tag
def tip(content: SafeString, text: str) -> SafeString:
    """Words on hover and focus; nothing that is needed stands only here."""
    return component("tip", content=content, text=text)

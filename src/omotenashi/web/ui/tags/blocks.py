# SPDX-License-Identifier: Apache-2.0
"""Blocks of a page: card, facts, tabs, empty and error states, notice, skeleton, breadcrumb, drawer link, dialog."""

from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from omotenashi.web.ui.markup import attributes, component, text
from omotenashi.web.ui.tags.listing import cell

register = template.Library()


@register.simple_block_tag
def card(
    content: SafeString,
    title: str = "",
    note: str = "",
    href: str = "",
    more: str = "",
    boxed: bool = False,
    flush: bool = False,
    **attrs: object,
) -> SafeString:
    """A section under a hairline: title, note, a link on the right (href, more). boxed: on tinted paper, for facts."""
    return component(
        "card",
        content=content,
        title=title,
        note=note,
        href=href,
        more=more,
        boxed=boxed,
        flush=flush,
        attrs=attributes(attrs),
    )


@register.simple_tag
def facts(pairs: Iterable[Sequence[object]] | Mapping[str, object]) -> SafeString:
    """Key and value, one pair a line: a mapping or (label, value) pairs; unknown values show as —."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    lines = (f"<div><dt>{text(label)}</dt><dd>{cell(value)}</dd></div>" for label, value in items)
    return SafeString(f'<dl class="o-facts">{"".join(lines)}</dl>')


@register.simple_tag
def tabs(items: Iterable[Mapping[str, object]], label: str) -> SafeString:
    """Links as tabs: {"label", "href", "active", "count"}; `label` names the group."""
    return component("tabs", items=list(items), label=label)


@register.simple_block_tag
def empty(content: SafeString, title: str, icon: str = "tray", text: str = "") -> SafeString:
    """What will be here and why it is worth it; inside stands the one next step (a button)."""
    return component("empty", content=content, title=title, icon=icon, text=text)


@register.simple_block_tag
def trouble(content: SafeString, title: str, kept: str = "", todo: str = "", code: str = "") -> SafeString:
    """An error in place: what happened (title), what was kept, what to do, a code to quote."""
    return component("trouble", content=content, title=title, kept=kept, todo=todo, code=code)


@register.simple_block_tag
def notice(content: SafeString, state: str = "info", title: str = "") -> SafeString:
    """A calm strip in the page. state: good | warn | bad | info."""
    return component("notice", content=content, state=state, title=title)


@register.simple_tag
def skeleton(lines: int = 3, kind: str = "text") -> SafeString:
    """Grey lines while something loads. kind: text | table | chart."""
    return component("skeleton", lines=range(lines), kind=kind)


@register.simple_tag
def crumbs(*trail: str) -> SafeString:
    """A breadcrumb from label, href, label, href, …, label: the last one is the page itself."""
    steps = [(trail[i], trail[i + 1] if i + 1 < len(trail) else "") for i in range(0, len(trail), 2)]
    return component("crumbs", steps=steps)


@register.simple_tag
def drawer_link(label: str, href: str, **attrs: object) -> SafeString:
    """A link whose page opens in the drawer on the right; without script it opens as a page."""
    return format_html('<a href="{}" data-drawer{}>{}</a>', href, attributes(attrs), label)


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: str) -> SafeString:  # noqa: A002  # reads well in a template
    """A modal dialog; open it with `<button data-dialog="id">`. Inside stands a form or text and buttons."""
    return component("dialog", content=content, id=id, title=title)

# SPDX-License-Identifier: Apache-2.0
"""Messages of LINE as a phone shows them: what we send is a few parts of Flex, and each of them is drawn here."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

type Json = Mapping[str, Any]

_SIZES = {"xxs": 10.5, "xs": 12, "sm": 13.5, "md": 15, "lg": 18, "xl": 22, "xxl": 26}
_GAPS = {"none": 0, "xs": 2, "sm": 4, "md": 8, "lg": 12, "xl": 16, "xxl": 20}
_ALIGNS = {"center": "center", "end": "right"}


def draw(messages: Sequence[Json]) -> SafeString:
    """Give the messages of a chat as HTML, one bubble under the other."""
    return format_html_join("", '<div class="o-chat-line">{}</div>', ((_message(one),) for one in messages))


def _message(message: Json) -> SafeString:
    if message["type"] == "text":
        return format_html('<p class="o-chat-words">{}</p>', mark_safe(urlize(message["text"], autoescape=True)))  # noqa: S308  # escaped
    contents = message["contents"]
    if contents["type"] == "carousel":
        cards = format_html_join("", "{}", ((_bubble(card),) for card in contents["contents"]))
        label = _("Cards side by side")
        return format_html('<div class="o-chat-cards" tabindex="0" role="group" aria-label="{}">{}</div>', label, cards)
    return _bubble(contents)


def _bubble(bubble: Json) -> SafeString:
    parts = [_part(bubble["hero"], "hero")] if "hero" in bubble else []
    parts += [_part(bubble[name], name) for name in ("body", "footer") if name in bubble]
    inner = format_html_join("", "{}", ((one,) for one in parts))
    card = format_html('<div class="o-chat-card" data-card="{}">{}</div>', bubble.get("size", "mega"), inner)
    return _linked(bubble, card)


def _part(part: Json, where: str = "") -> SafeString:
    match part["type"]:
        case "box":
            return _box(part, where)
        case "text":
            return _text(part)
        case "image":
            return _image(part, where)
        case _:
            return mark_safe("<hr>")  # ours


def _box(box: Json, where: str) -> SafeString:
    flow = "row" if box["layout"] == "horizontal" else "column"
    style = [f"flex-direction:{flow}", f"gap:{_GAPS.get(str(box.get('spacing', '')), 0)}px"]
    for name, rule in (("backgroundColor", "background"), ("cornerRadius", "border-radius"), ("paddingAll", "padding")):
        if name in box:
            style.append(f"{rule}:{box[name]}")
    if "margin" in box:
        style.append(f"margin-top:{_GAPS.get(box['margin'], 0)}px")
    inner = format_html_join("", "{}", ((_part(one),) for one in box["contents"]))
    kind = f"o-chat-box o-chat-{where}" if where else "o-chat-box"
    made = format_html('<div class="{}" style="{}{}">{}</div>', kind, ";".join(style), _grows(box), inner)
    return _linked(box, made)


def _text(part: Json) -> SafeString:
    style = [f"font-size:{_SIZES.get(part.get('size', 'md'), 15)}px", f"color:{part.get('color', '#111111')}"]
    if part.get("weight") == "bold":
        style.append("font-weight:700")
    if part.get("align") in _ALIGNS:
        style.append(f"text-align:{_ALIGNS[part['align']]}")
    if part.get("decoration") == "underline":
        style.append("text-decoration:underline")
    if most := part.get("maxLines"):
        style.append(f"display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:{int(most)};overflow:hidden")
    made = format_html('<p style="{}{}">{}</p>', ";".join(style), _grows(part), part["text"])
    return _linked(part, made)


def _image(part: Json, where: str) -> SafeString:
    ratio = str(part.get("aspectRatio", "")).replace(":", "/") or "auto"
    style = (
        f"aspect-ratio:{ratio};object-fit:{'cover' if part.get('aspectMode') == 'cover' else 'contain'}{_grows(part)}"
    )
    kind = "o-chat-picture" if where or part.get("size") == "full" else "o-chat-thumb"
    made = format_html('<img class="{}" src="{}" alt="" style="{}" loading="lazy">', kind, _safe(part["url"]), style)
    return _linked(part, made)


def _grows(part: Json) -> str:
    return f";flex:{int(part['flex'])} 1 0;min-width:0" if "flex" in part else ""


def _linked(part: Json, inner: SafeString) -> SafeString:
    address = _safe(part.get("action", {}).get("uri", ""))
    if not address or address == "#":
        return inner
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', address, inner)


def _safe(address: str) -> str:
    """Give an address of the web or of ours; anything else leads nowhere."""
    return address if urlsplit(address).scheme in ("http", "https", "") else "#"

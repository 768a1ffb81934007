# SPDX-License-Identifier: Apache-2.0
"""Parts that differ from reader to reader, as cards of a chat: `when` says in Liquid whether a node stands, and is taken out."""

from collections.abc import Callable
from typing import Any

from omotenashi.engagement.messaging.rules import slots
from omotenashi.engagement.messaging.rules.blocks import Block

_INK, _SOFT, _WASH = "#16181a", "#7b8187", "#f4f4f2"

type Json = dict[str, Any]
type Link = Callable[[str], str]


def card(block: Block, number: int, link: Link) -> Json:
    """Give the card of one place."""

    def named(part: str) -> str:
        return slots.place(block.at, number, part)

    way = {"type": "uri", "uri": link(slots.own(named("href")))}
    said = [_text(slots.own(named("name")), "xs", maxLines=2), _text(_maybe(named("price")), "sm", weight="bold")]
    if block.kind == slots.OFFERS and block.chosen("reason") == "yes":
        said.append(_text(slots.own(named("why")), "xxs", color=_SOFT))
    image = {
        "type": "image", "url": slots.own(named("picture")), "size": "full", "aspectMode": "cover", "aspectRatio": "1:1",
        "action": way, "when": slots.own(named("chatted")),
    }  # fmt: skip
    body = {"type": "box", "layout": "vertical", "spacing": "sm", "paddingAll": "13px", "contents": said}
    return {
        "type": "bubble", "size": "micro", "action": way, "hero": image, "body": body,
        "when": slots.own(named("there")),
    }  # fmt: skip


def components(block: Block, link: Link) -> list[Json]:
    """Give a part as it stands within a large card."""
    if block.kind == slots.SHOP:
        return [_shop(block, link)]
    if block.kind == slots.STAFF:
        return [_staff(block)]
    title = [{**_text(block["title"], "md", weight="bold"), "when": slots.own(slots.place(block.at, 0, "there"))}]
    return [*(title if block["title"] else []), *(_row(block, one, link) for one in range(slots.count_of(block)))]


def _row(block: Block, number: int, link: Link) -> Json:
    made = card(block, number, link)
    image = {**made["hero"], "size": "sm", "flex": 1}
    words = {**made["body"], "flex": 3, "spacing": "xs", "paddingAll": "0px"}
    return {
        "type": "box", "layout": "horizontal", "spacing": "md", "action": made["action"], "contents": [image, words],
        "when": made["when"],
    }  # fmt: skip


def _shop(block: Block, link: Link) -> Json:
    said = [
        *([_text(block["title"], "xs", color=_SOFT)] if block["title"] else []),
        _text(slots.own("shop_name"), "md", weight="bold"),
        _text(slots.own("shop_address"), "xs"),
        _text(_maybe("shop_hours"), "xs"),
        _text(_maybe("shop_phone"), "xs", color=_SOFT),
    ]
    way = {"type": "uri", "uri": link(slots.own("shop_href"))}
    return {
        "type": "box", "layout": "vertical", "spacing": "xs", "backgroundColor": _WASH, "cornerRadius": "10px",
        "paddingAll": "16px", "action": way, "contents": said, "when": slots.own("shop_there"),
    }  # fmt: skip


def _staff(block: Block) -> Json:
    said = [
        *([_text(block["title"], "xs", color=_SOFT)] if block["title"] else []),
        _text(f"{slots.own('staff_name')} {_maybe('staff_shop')}", "sm", weight="bold"),
        _text(slots.own("staff_words"), "sm"),
    ]
    image = {
        "type": "image", "url": slots.own("staff_picture"), "size": "xs", "aspectMode": "cover", "aspectRatio": "1:1",
        "flex": 1, "when": slots.own("staff_chatted"),
    }  # fmt: skip
    words = {"type": "box", "layout": "vertical", "flex": 3, "spacing": "xs", "contents": said}
    return {
        "type": "box", "layout": "horizontal", "spacing": "md", "contents": [image, words],
        "when": slots.own("staff_there"),
    }  # fmt: skip


def _maybe(name: str) -> str:
    return f'{{{{ own.{name} | default: "" }}}}'


def _text(text: str, size: str, **more: Any) -> Json:
    return {"type": "text", "text": text, "size": size, "color": _INK, "wrap": True, **more}

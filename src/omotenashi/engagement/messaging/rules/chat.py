# SPDX-License-Identifier: Apache-2.0
"""A message as a chat of LINE shows it: cards (Flex) made of the same blocks, or plain words where there is nothing else.

It is built once for everybody and keeps its Liquid; `chatfill` fills each text alone, so that nothing a customer is called
can become structure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from omotenashi.engagement.messaging.rules import chatslots, slots
from omotenashi.engagement.messaging.rules.blocks import Block, Content

MOST_CARDS, MOST_MESSAGES = 12, 5
_INK, _SOFT, _WASH = "#16181a", "#7b8187", "#f4f4f2"
_POINTS = "{{ customer.points | number }}"
# Parts whose goods stand as cards beside each other.
_CARDS = ("products", "offers", "article")

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Good:
    """What a message shows of a product; one without a name is withdrawn and is not shown, but its link keeps its number.

    `price` is written as the channel of the reader writes it.
    """

    name: str
    price: str
    picture: str
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """What is needed besides the blocks: how an address becomes one's own, the goods, the house's colours and words.

    `colour` and `on_colour` are those of a button; `below` stands under advertising, `way_out` is the word for it.
    """

    link: Callable[[str], str]
    goods: Mapping[str, Good]
    origin: str
    colour: str
    on_colour: str
    points: str
    until: str
    below: Sequence[str]
    way_out: str
    is_advertising: bool
    sign: str = ""


def compose(content: Content, making: Making) -> tuple[Json, ...]:
    """Give the messages of a chat, with their Liquid: at most five, as LINE takes at once."""
    alt = content.subject
    if all(block.kind == "text" for block in content.blocks):
        return ({"type": "text", "text": _words(content, making)},)
    parts: list[Json] = []
    groups = [(key, list(blocks)) for key, blocks in groupby(content.blocks, key=lambda one: one.kind in _CARDS)]
    if len(groups) > MOST_MESSAGES:
        # So much changing to and fro is one long card; goods stand in it one under the other.
        groups = [(False, list(content.blocks))]
    for is_goods, blocks in groups:
        found = _cards(blocks, making) if is_goods else _bubble(blocks, making)
        if found:
            parts.append(_flex(found, alt=alt))
    if making.is_advertising:
        _sign(parts, making, alt=alt)
    return tuple(parts)


def _words(content: Content, making: Making) -> str:
    said = "\n\n".join(block["text"] for block in content.blocks)
    if not making.is_advertising:
        return said
    return "\n".join([said, "", *map(_plain, making.below[:1]), f"{making.way_out}: {{{{ way_out }}}}"])


def _flex(cards: Sequence[Json], *, alt: str) -> Json:
    contents = cards[0] if len(cards) == 1 else {"type": "carousel", "contents": list(cards)}
    return {"type": "flex", "altText": alt, "contents": contents}


def _cards(blocks: Sequence[Block], making: Making) -> list[Json]:
    codes = dict.fromkeys(code.strip() for block in blocks for code in block["codes"].split(","))
    goods = [making.goods[code] for code in codes if code in making.goods and making.goods[code].name]
    own = [
        chatslots.card(block, number, making.link)
        for block in blocks
        if block.kind in slots.KINDS
        for number in range(slots.count_of(block))
    ]
    return [*(_card(good, making) for good in goods), *own][:MOST_CARDS]


def _card(good: Good, making: Making) -> Json:
    way = _to(making.link(good.href))
    card: Json = {
        "type": "bubble", "size": "micro", "action": way,
        "body": {
            "type": "box", "layout": "vertical", "spacing": "sm", "paddingAll": "13px",
            "contents": [
                {"type": "text", "text": _plain(good.name), "size": "xs", "color": _INK, "wrap": True, "maxLines": 2},
                *([_text(_plain(good.price), size="sm", weight="bold")] if good.price else []),
            ],
        },
    }  # fmt: skip
    if picture := picture_of(good.picture, making):
        card["hero"] = {
            "type": "image", "url": picture, "size": "full", "aspectMode": "cover", "aspectRatio": "1:1", "action": way,
        }  # fmt: skip
    return card


def _bubble(blocks: Sequence[Block], making: Making) -> list[Json]:
    """Give one large card; none when there is nothing to see, as of a picture that LINE cannot fetch."""
    bubble: Json = {"type": "bubble", "size": "mega"}
    inner = list(blocks)
    last: list[Block] = []
    if inner[0].kind == "picture" and (hero := _image(inner[0], making)):
        bubble["hero"] = {**hero, "aspectMode": "cover", "aspectRatio": "20:13"}
        del inner[0]
    while inner and inner[-1].kind == "button":
        last.insert(0, inner.pop())
    body = [part for block in inner for part in _component(block, making)]
    if body:
        bubble["body"] = {
            "type": "box", "layout": "vertical", "spacing": "lg", "paddingAll": "20px", "contents": body,
        }  # fmt: skip
    if last:
        buttons = [part for block in last for part in _component(block, making)]
        bubble["footer"] = {
            "type": "box", "layout": "vertical", "spacing": "sm", "paddingAll": "16px", "contents": buttons,
        }  # fmt: skip
    return [bubble] if len(bubble) > 2 else []


def _component(block: Block, making: Making) -> list[Json]:
    match block.kind:
        case "heading":
            return [_text(block["text"], size="lg", weight="bold")]
        case "text":
            return [{**_text(block["text"], size="sm"), "lineSpacing": "7px"}]
        case "picture":
            found = _image(block, making)
            return [{**found, "aspectMode": "fit"}] if found else []
        case "button":
            return [_button(block, making)]
        case "points":
            return [_panel(making.points, _POINTS, "")]
        case "coupon":
            until = slots.until_of(block)
            return [_panel(block["label"], slots.code_of(block), f"{making.until} {until}" if until else "")]
        case "offers" | "article" | "shop" | "staff":
            return chatslots.components(block, making.link)
        case "spacer":
            return []
        case "products":
            return [_row(good, making) for good in _goods(block, making)]
        case _:
            return [{"type": "separator", "color": "#e3e3df"}]


def _goods(block: Block, making: Making) -> list[Good]:
    codes = [code.strip() for code in block["codes"].split(",")]
    return [making.goods[code] for code in codes if code in making.goods and making.goods[code].name]


def _row(good: Good, making: Making) -> Json:
    said = [
        {"type": "text", "text": _plain(good.name), "size": "sm", "color": _INK, "wrap": True, "maxLines": 2},
        *([_text(_plain(good.price), size="sm", weight="bold")] if good.price else []),
    ]
    words = {"type": "box", "layout": "vertical", "flex": 3, "spacing": "xs", "contents": said}
    picture = picture_of(good.picture, making)
    image = {"type": "image", "url": picture, "size": "sm", "aspectMode": "cover", "aspectRatio": "1:1", "flex": 1}
    return {
        "type": "box", "layout": "horizontal", "spacing": "md", "action": _to(making.link(good.href)),
        "contents": [*([image] if picture else []), words],
    }  # fmt: skip


def _button(block: Block, making: Making) -> Json:
    way = _to(making.link(block["href"])) | {"label": block["label"]}
    words: Json = {
        "type": "text", "text": block["label"], "align": "center", "weight": "bold", "size": "sm", "wrap": True,
        "color": making.on_colour,
    }  # fmt: skip
    return {
        "type": "box", "layout": "vertical", "backgroundColor": making.colour, "cornerRadius": "8px", "paddingAll": "13px",
        "action": way, "contents": [words],
    }  # fmt: skip


def _panel(label: str, value: str, under: str) -> Json:
    said = [
        {**_text(label, size="xs"), "align": "center", "color": _SOFT},
        {**_text(value, size="xl", weight="bold"), "align": "center"},
        *([{**_text(under, size="xxs"), "align": "center", "color": _SOFT}] if under else []),
    ]
    return {
        "type": "box", "layout": "vertical", "spacing": "sm", "backgroundColor": _WASH, "cornerRadius": "10px",
        "paddingAll": "16px", "contents": said,
    }  # fmt: skip


def _sign(parts: list[Json], making: Making, *, alt: str) -> None:
    """Put who writes and the way out under the last large card; goods alone get a card of their own for it."""
    note = {
        "type": "box", "layout": "horizontal", "spacing": "md",
        "contents": [
            *({**_text(_plain(line), size="xxs"), "color": _SOFT, "flex": 3} for line in making.below[:1]),
            {**_text(making.way_out, size="xxs"), "color": _SOFT, "decoration": "underline", "align": "end", "flex": 2,
             "action": _to("{{ way_out }}")},
        ],
    }  # fmt: skip
    bubble = next((one["contents"] for one in reversed(parts) if one["contents"]["type"] == "bubble"), None)
    if bubble is None or bubble["size"] != "mega":
        bubble = {"type": "bubble", "size": "mega"}
        parts.append(_flex([bubble], alt=alt))
    footer = bubble.setdefault(
        "footer", {"type": "box", "layout": "vertical", "spacing": "sm", "paddingAll": "16px", "contents": []}
    )
    footer["contents"].append(note | ({"margin": "lg"} if footer["contents"] else {}))


def _image(block: Block, making: Making) -> Json:
    picture = picture_of(block["src"], making)
    if not picture:
        return {}
    found: Json = {"type": "image", "url": picture, "size": "full"}
    return found | ({"action": _to(making.link(block["href"]))} if block["href"] else {})


def picture_of(address: str, making: Making) -> str:
    """Give a picture as LINE can fetch it: from the web, never a page of ours that nobody else reaches."""
    whole = making.origin + address if address.startswith("/") else address
    return whole.replace("{", "%7B") if slots.is_fetched(whole) else ""


def _text(text: str, *, size: str, weight: str = "regular") -> Json:
    return {"type": "text", "text": text, "size": size, "weight": weight, "color": _INK, "wrap": True}


def _to(address: str) -> Json:
    return {"type": "uri", "uri": address}


def _plain(text: str) -> str:
    """Give a text that holds no Liquid: names of goods are data."""
    return text.replace("{{", "{ {").replace("{%", "{ %")

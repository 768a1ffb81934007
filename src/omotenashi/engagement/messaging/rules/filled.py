# SPDX-License-Identifier: Apache-2.0
"""The parts of a message as one reader is given them, for surfaces that draw them themselves: paper, a page, the till.

Names and texts are data here; whoever draws them escapes. A part of which this reader has nothing is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from omotenashi.engagement.messaging.rules import fields, slots
from omotenashi.engagement.messaging.rules.blocks import SHAPES, Block, Content
from omotenashi.engagement.messaging.rules.chat import Good

type Part = dict[str, Any]
_SHOP = ("name", "address", "hours", "phone", "href")
_STAFF = ("name", "shop", "words", "picture")
_GOOD = ("name", "price", "picture", "href", "why")


def parts(content: Content, values: Mapping[str, Any], goods: Mapping[str, Good]) -> Iterator[Part]:
    """Give the parts of a message for the reader whose values are given, in their order. Raises Missing."""
    for block in content.blocks:
        if (made := part(block, values, goods)) is not None:
            yield made


def part(block: Block, values: Mapping[str, Any], goods: Mapping[str, Good]) -> Part | None:
    """Give one part; nothing where there is nothing for this reader. Raises Missing."""
    own: Mapping[str, Any] = values.get("own", {})
    words = SHAPES[block.kind].words
    said = {name: fields.fill(text, values) if name in words else text for name, text in block.values.items()}
    match block.kind:
        case "products":
            return _shelf("", [_good(goods[code]) for code in _codes(block) if code in goods and goods[code].name])
        case slots.OFFERS | slots.ARTICLE:
            return _shelf(said.get("title", ""), _own_goods(block, values))
        case slots.SHOP:
            return _group(slots.SHOP, said, own, _SHOP)
        case slots.STAFF:
            return _group(slots.STAFF, said, own, _STAFF)
        case slots.COUPON:
            code, until = (fields.fill(text, values) for text in (slots.code_of(block), slots.until_of(block)))
            return {"kind": block.kind, "label": said["label"], "code": code, "until": until}
        case "points":
            return {"kind": block.kind, "text": fields.fill("{{ customer.points | number }}", values)}
        case "button" | "picture":
            return {"kind": block.kind, **said, "href": fields.fill(block["href"], values)}
        case _:
            return {"kind": block.kind, **said}


def _shelf(title: str, found: list[Part]) -> Part | None:
    return {"kind": "goods", "title": title, "goods": found} if found else None


def _good(one: Good) -> Part:
    return {"name": one.name, "price": one.price, "picture": one.picture, "href": one.href, "why": ""}


def _own_goods(block: Block, values: Mapping[str, Any]) -> list[Part]:
    """Give the products of this reader; a part that must not be empty reads what is missing, and so refuses."""
    own: Mapping[str, Any] = values.get("own", {})
    first = slots.place(block.at, 0, "there")
    if first not in own:
        fields.fill(slots.own(slots.place(block.at, 0, "name")), values)
    found = []
    for number in range(slots.count_of(block)):
        if own.get(slots.place(block.at, number, "there")):
            shown = {name: str(own.get(slots.place(block.at, number, name), "")) for name in _GOOD}
            found.append(shown if slots.has_reasons(block) else {**shown, "why": ""})
    return found


def _group(kind: str, said: Mapping[str, str], own: Mapping[str, Any], names: tuple[str, ...]) -> Part | None:
    if not own.get(f"{kind}_there"):
        return None
    return {"kind": kind, "title": said.get("title", ""), **{one: str(own.get(f"{kind}_{one}", "")) for one in names}}


def _codes(block: Block) -> list[str]:
    return [code.strip() for code in block["codes"].split(",")]

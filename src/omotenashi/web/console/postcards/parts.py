# SPDX-License-Identifier: Apache-2.0
"""The parts of a card as the page setter draws them: words, goods with their pictures, coupon, points, shop, staff."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.engagement.messaging.queries import paper

# Addresses are not printed: the code stands for all of them.
_SILENT = frozenset({"kind", "href", "src", "codes", "picture", "location", "campaign", "size"})
# How many lines of text a part takes at most, how many signs a line has, how many lines a card.
_ROOM = {"picture": 12, "goods": 16, "shop": 6, "staff": 5, "coupon": 5, "points": 3, "divider": 1}
_LINE, _MOST = 26, 20


@dataclass(frozen=True, slots=True)
class Stock:
    """What cards of one batch show: the goods that the writer picked, and the pictures that can be printed."""

    goods: Mapping[str, Any]
    pictures: Mapping[str, paper.Kept]

    def file(self, address: str) -> str:
        """Name the file of a picture; nothing for one that cannot be printed."""
        return self.pictures[address].file if address in self.pictures else ""


def part(block: Mapping[str, Any], stock: Stock) -> dict[str, Any] | None:
    """Give a part as it is drawn; nothing for one that a card does not need."""
    kind = block["kind"]
    match kind:
        case "picture":
            return _picture(block["src"], stock)
        case "products":
            found = [stock.goods[code] for code in codes(block) if code in stock.goods and stock.goods[code].name]
            return _shelf("", [{"name": one.name, "price": one.price, "picture": one.picture, "why": ""} for one in found], stock)  # fmt: skip
        case "goods":
            return _shelf(block["title"], block["goods"], stock)
        case "coupon":
            until = _("Valid until %(day)s") % {"day": block["until"]} if block.get("until") else ""
            return {"kind": kind, "label": block["label"], "code": block.get("code", ""), "until": until}
        case "points":
            return {"kind": kind, "label": _("Your points"), "text": f"{block['text']} pt"}
        case "shop":
            return {"kind": kind, **{one: block[one] for one in ("title", "name", "address", "hours", "phone")}}
        case "staff":
            said = {one: block[one] for one in ("title", "name", "shop", "words")}
            return {"kind": kind, **said, "file": stock.file(block["picture"])}
        case "heading" | "text":
            return {"kind": kind, "text": block["text"]}
        case "divider":
            return {"kind": kind}
        case _:
            return None


def lines(shown: Sequence[Mapping[str, Any]]) -> int:
    """Say how many lines of text the parts take at most."""
    return sum(_ROOM.get(one["kind"], 2) + len(one.get("text", "")) // _LINE for one in shown)


def is_full(shown: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether parts may be more than a card holds: then they are measured, which takes its time."""
    return lines(shown) > _MOST


def is_crowded(shown: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether parts are so many that they are drawn small."""
    return lines(shown) > 2 * _MOST


def codes(block: Mapping[str, Any]) -> list[str]:
    """Name the goods that a writer picked for a part."""
    said = block.get("codes", "") if block["kind"] == "products" else ""
    return [code.strip() for code in said.split(",") if code.strip()]


def pictures(blocks: Sequence[Mapping[str, Any]], goods: Mapping[str, Any]) -> Iterator[str]:
    """Name the addresses of the pictures that the parts of a card show."""
    for block in blocks:
        yield from (block.get(name, "") for name in ("src", "picture") if block.get(name))
        yield from (one["picture"] for one in block.get("goods", ()) if one["picture"])
        yield from (goods[code].picture for code in codes(block) if code in goods and goods[code].picture)


def words(block: Mapping[str, Any]) -> Iterator[str]:
    """Give every text of a part for which letters are needed."""
    for name, value in block.items():
        if name == "goods":
            yield from (text for one in value for text in words(one))
        elif name not in _SILENT and not (block.get("kind") == "picture" and name == "alt"):
            yield str(value)


def _picture(address: str, stock: Stock) -> dict[str, Any] | None:
    found = stock.pictures.get(address)
    if found is None:
        return None
    wide, high = found.stands
    return {"kind": "picture", "file": found.file, "wide": wide, "high": high}


def _shelf(title: str, goods: Sequence[Mapping[str, str]], stock: Stock) -> dict[str, Any] | None:
    if not goods:
        return None
    shown = [
        {"name": one["name"], "price": one["price"], "why": one["why"], "file": stock.file(one["picture"])}
        for one in goods
    ]
    # Goods without any picture stand as lines: rows of empty squares say nothing.
    return {"kind": "goods", "title": title, "goods": shown, "pictured": any(one["file"] for one in shown)}

# SPDX-License-Identifier: Apache-2.0
"""The parts of a message where there is room for words alone: one line each, with what differs from reader to reader.

A short text says its own words first; a coupon without its code, or news of goods without their names, would be of no use.
"""

from collections.abc import Iterator

from omotenashi.engagement.messaging.rules import slots
from omotenashi.engagement.messaging.rules.blocks import Block, Content
from omotenashi.engagement.messaging.rules.chat import Good, Making

_POINTS = "{{ customer.points | number }}"


def lines(content: Content, making: Making) -> list[str]:
    """Give a line for each part that words can carry, in Liquid; one of whom nothing is known turns out empty."""
    return [line for block in content.blocks for line in _lines(block, making)]


def goods(block: Block, making: Making) -> list[Good]:
    """Give the products of a part as they are sold now."""
    codes = [code.strip() for code in block["codes"].split(",")]
    return [making.goods[code] for code in codes if code in making.goods and making.goods[code].name]


def tidy(text: str) -> str:
    """Leave out lines that turned out empty."""
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def _lines(block: Block, making: Making) -> Iterator[str]:
    match block.kind:
        case "products":
            shown = goods(block, making)[:1]
            yield from (f"・{_plain(f'{one.name} {one.price}'.strip())}" for one in shown)
        case "offers" | "article":
            name, price = slots.place(block.at, 0, "name"), slots.place(block.at, 0, "price")
            said = f'・{slots.own(name)} {{{{ own.{price} | default: "" }}}}'
            yield _when(slots.place(block.at, 0, "there"), said)
        case "points":
            yield f"{making.points}: {_POINTS}"
        case "coupon":
            yield f"{block['label']}: {slots.code_of(block)}{_until(block, making)}"
        case "shop":
            yield _when("shop_there", f'{slots.own("shop_name")} {{{{ own.shop_phone | default: "" }}}}')
        case "staff":
            yield _when("staff_there", f'{slots.own("staff_name")} {{{{ own.staff_shop | default: "" }}}}')
        case _:
            pass


def _until(block: Block, making: Making) -> str:
    if block["until"]:
        return f" ({making.until} {block['until']})"
    # Who has no last day reads none; a condition would ask for it.
    return f" {slots.until_of(block)}" if block["campaign"] else ""


def _when(name: str, inner: str) -> str:
    return f"{{% if own.{name} %}}{inner}{{% endif %}}"


def _plain(text: str) -> str:
    """Give a text that holds no Liquid: names of goods are data."""
    return text.replace("{{", "{ {").replace("{%", "{ %")

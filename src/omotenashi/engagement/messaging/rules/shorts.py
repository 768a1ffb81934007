# SPDX-License-Identifier: Apache-2.0
"""Short texts: how many parts a text is paid as, which words stop them, and what the law wants in them.

GSM 03.38: 160 characters alone and 153 in each of several parts; whatever has one other sign is UCS-2, 70 and 67.
"""

import unicodedata
from dataclasses import dataclass

from omotenashi.engagement.messaging.rules import compact
from omotenashi.engagement.messaging.rules.blocks import Content
from omotenashi.engagement.messaging.rules.chat import Making

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two places.
_GSM_MORE = set("\f^{}\\[~]|€")
MOST_PARTS = 10
# What somebody writes who wants no more of it, in the forms in which phones write it.
_STOPS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "停止", "配信停止", "解除", "中止", "ストップ"}
)


@dataclass(frozen=True, slots=True)
class Parts:
    """How a text is paid: places, parts, and whether it fits the small alphabet."""

    units: int
    count: int
    is_gsm: bool


def parts_of(text: str) -> Parts:
    """Count the parts of a text; an escape or a pair is never cut in two."""
    is_gsm = all(sign in _GSM or sign in _GSM_MORE for sign in text)
    sizes = [(2 if sign in _GSM_MORE else 1) if is_gsm else _units(sign) for sign in text]
    alone, each = (160, 153) if is_gsm else (70, 67)
    units = sum(sizes)
    if units <= alone:
        return Parts(units, 1 if text else 0, is_gsm)
    count, room = 1, each
    for size in sizes:
        if size > room:
            count, room = count + 1, each
        room -= size
    return Parts(units, count, is_gsm)


def compose(content: Content, making: Making) -> str:
    """Give the short text in Liquid: the words, a line for each part, the page they lead to; who and the way out."""
    if not content.short:
        return ""
    page = page_of(content, making)
    lines = [content.short, *compact.lines(content, making), *([making.link(page)] if page else [])]
    if making.is_advertising:
        who = [making.sign] if making.sign else making.below[:1]
        lines += [*(line.replace("{", "(") for line in who), f"{making.way_out} {{{{ way_out }}}}"]
    return "\n".join(lines)


def page_of(content: Content, making: Making) -> str:
    """Give the page that a message leads to: its first button, its first picture, or its first product."""
    leads = (block["href"] for kind in ("button", "picture") for block in content.blocks if block.kind == kind)
    shown = (one.href for block in content.blocks if block.kind == "products" for one in compact.goods(block, making))
    return next((one for one in (*leads, *shown) if one), "")


def is_stop(text: str) -> bool:
    """Say whether somebody asks not to be written to any more."""
    return unicodedata.normalize("NFKC", text).strip(" 　。.!！\n\r\t").casefold() in _STOPS


def _units(sign: str) -> int:
    return 2 if ord(sign) > 0xFFFF else 1

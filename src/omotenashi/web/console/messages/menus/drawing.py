# SPDX-License-Identifier: Apache-2.0
"""Draw the picture of a menu: icons and words in the colours of the brand kit, as PNG in LINE's size."""

from pathlib import Path
from typing import Any

from omotenashi.engagement.messaging.queries import menus as rules
from omotenashi.engagement.messaging.queries import saying
from omotenashi.web.ui import prints
from omotenashi.web.ui.drawings import ICONS

TEMPLATE = Path(__file__).with_name("menu.typ")
# What is drawn above the words, by its name in `drawings.py`.
OFFERED = ("barcode", "store", "box", "search", "tag", "receipt", "calendar", "bell", "chat", "phone", "home", "person", "flag", "globe", "gear", "info")  # fmt: skip
# One dot of the picture a point; a phone shows a third of them.
FULL, SMALL = 72, 24
_LINE = "#e4e4e0"


def picture(menu: rules.Menu, *, ppi: int = FULL) -> bytes:
    """Give the picture of a menu. Raises Unprintable."""
    return prints.pictures(TEMPLATE.read_text(encoding="utf-8"), sheet(menu), ppi=ppi)[0]


def sheet(menu: rules.Menu) -> dict[str, Any]:
    """Give what stands on the picture."""
    look = saying.look()
    is_brand = menu.tone == rules.BRAND
    drawn = look.on_colour if is_brand else look.colour
    cells = [
        {
            "x": x, "y": y, "w": width, "h": height, "label": area.label, "icon": icon(area.icon, drawn),
            "last-x": x + width >= rules.WIDE, "last-y": y + height >= menu.layout.height,
        }
        for (x, y, width, height), area in zip(menu.layout.boxes, menu.areas, strict=False)
    ]  # fmt: skip
    return {
        "wide": rules.WIDE, "high": menu.layout.height, "cells": cells,
        "ground": look.colour if is_brand else look.paper, "ink": look.on_colour if is_brand else look.ink,
        "line": f"{look.on_colour}40" if is_brand else _LINE,
    }  # fmt: skip


def icon(name: str, colour: str) -> str:
    """Give an icon as a picture of its own."""
    shape = ICONS.get(name, "") if name in OFFERED else ""
    if not shape:
        return ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none" stroke-width="1.2" stroke-linecap="round"'
        f' stroke-linejoin="round" stroke="{colour}">{shape}</svg>'
    )

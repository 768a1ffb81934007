# SPDX-License-Identifier: Apache-2.0
"""Menus under a chat, as LINE takes them: layouts, what an area does, which picture fits, and which menu is shown when. Pure.

https://developers.line.biz/en/reference/messaging-api/#rich-menu-structure; the layouts are those that LINE's own manager offers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from omotenashi.engagement.messaging.rules import images

WIDE, TALL, LOW = 2500, 1686, 843
MOST_BYTES = 1_000_000
MOST_BAR, MOST_LABEL, MOST_TEXT, MOST_URI = 14, 20, 300, 1_000
PAGE, LINK, SAY = "page", "uri", "message"
ALL, MEMBERS = "all", "members"
LIGHT, BRAND = "light", "brand"
# Widths LINE knows; the heights follow from the layout.
_WIDTHS = (2500, 1200, 800)
_THIRD, _HALF = 833, 1250

type Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the areas lie: x, y, width and height on a picture 2500 wide."""

    code: str
    height: int
    boxes: tuple[Box, ...]


def _thirds(y: int) -> tuple[Box, ...]:
    return ((0, y, _THIRD, LOW), (_THIRD, y, _THIRD + 1, LOW), (2 * _THIRD + 1, y, _THIRD, LOW))


def _halves(y: int, height: int) -> tuple[Box, ...]:
    return (0, y, _HALF, height), (_HALF, y, _HALF, height)


LAYOUTS: Mapping[str, Layout] = {
    one.code: one
    for one in (
        Layout("large-6", TALL, (*_thirds(0), *_thirds(LOW))),
        Layout("large-4", TALL, (*_halves(0, LOW), *_halves(LOW, LOW))),
        Layout("large-1-3", TALL, ((0, 0, WIDE, LOW), *_thirds(LOW))),
        Layout("large-left", TALL, ((0, 0, 1667, TALL), (1667, 0, 833, LOW), (1667, LOW, 833, LOW))),
        Layout("large-rows", TALL, ((0, 0, WIDE, LOW), (0, LOW, WIDE, LOW))),
        Layout("large-sides", TALL, _halves(0, TALL)),
        Layout("large-1", TALL, ((0, 0, WIDE, TALL),)),
        Layout("compact-3", LOW, _thirds(0)),
        Layout("compact-left", LOW, ((0, 0, 1667, LOW), (1667, 0, 833, LOW))),
        Layout("compact-right", LOW, ((0, 0, 833, LOW), (833, 0, 1667, LOW))),
        Layout("compact-2", LOW, _halves(0, LOW)),
        Layout("compact-1", LOW, ((0, 0, WIDE, LOW),)),
    )
}


class BadMenu(ValueError):
    """A menu that LINE would refuse: `reason` says what is wrong, `area` in which area (from 1; 0: the menu)."""

    def __init__(self, reason: str, area: int = 0) -> None:
        super().__init__(f"{reason} {area}")
        self.reason, self.area = reason, area


@dataclass(frozen=True, slots=True)
class Area:
    """What a part of the picture says and does: opens a page of ours, an address, or says something."""

    kind: str
    target: str
    label: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """What a menu says and does. `is_drawn`: its picture is drawn by us, in a `tone`; else it was brought."""

    layout: Layout
    bar: str
    is_open: bool
    areas: tuple[Area, ...]
    is_drawn: bool = True
    tone: str = LIGHT

    def kept(self) -> dict[str, Any]:
        """Give it for storing."""
        areas = [{"kind": one.kind, "target": one.target, "label": one.label, "icon": one.icon} for one in self.areas]
        return {
            "layout": self.layout.code, "bar": self.bar, "is_open": self.is_open, "areas": areas, "is_drawn": self.is_drawn,
            "tone": self.tone,
        }  # fmt: skip


def read(said: Mapping[str, Any]) -> Menu:
    """Read a menu from what was stored, or entered. Raises BadMenu."""
    layout = LAYOUTS.get(str(said.get("layout", "")))
    if layout is None:
        raise BadMenu("layout")
    given = list(said.get("areas", ()))[: len(layout.boxes)]
    areas = tuple(Area(*(" ".join(str(one.get(name, "")).split()) for name in ("kind", "target", "label", "icon"))) for one in given)  # fmt: skip
    bar = " ".join(str(said.get("bar", "")).split())
    return Menu(
        layout,
        bar,
        bool(said.get("is_open")),
        areas,
        bool(said.get("is_drawn", True)),
        BRAND if said.get("tone") == BRAND else LIGHT,
    )


def check(menu: Menu, *, pages: Iterable[str]) -> None:
    """Refuse what LINE would refuse, and a page that there is not. Raises BadMenu."""
    if not 0 < units(menu.bar) <= MOST_BAR:
        raise BadMenu("bar")
    if len(menu.areas) != len(menu.layout.boxes):
        raise BadMenu("areas")
    known = set(pages)
    for number, area in enumerate(menu.areas, start=1):
        if not 0 < units(area.label) <= MOST_LABEL:
            raise BadMenu("label", number)
        if not _is_good(area, known):
            raise BadMenu(area.kind if area.kind in (PAGE, LINK, SAY) else "kind", number)


def fitting(data: bytes, layout: Layout) -> images.Image:
    """Read a picture for a layout. Raises BadMenu: `picture` (PNG or JPEG), `heavy`, `size`."""
    try:
        image = images.read(data, most=MOST_BYTES, widest=WIDE)
    except images.BadImage as bad:
        raise BadMenu("heavy" if len(data) > MOST_BYTES else "size" if bad.reason == "big" else "picture") from bad
    if image.type not in ("image/png", "image/jpeg"):
        raise BadMenu("picture")
    if (image.width, image.height) not in sizes(layout):
        raise BadMenu("size")
    return image


def sizes(layout: Layout) -> list[tuple[int, int]]:
    """Give the sizes a picture of a layout may have."""
    heights = (1686, 810, 540) if layout.height == TALL else (843, 405, 270)
    return list(zip(_WIDTHS, heights, strict=True))


def request(menu: Menu, *, name: str, width: int, height: int, pages: Mapping[str, str]) -> dict[str, Any]:
    """Give the menu as LINE wants it; `pages` says where ours are."""
    areas = [
        {"bounds": _bounds(box, width, height, menu.layout), "action": _action(area, pages)}
        for box, area in zip(menu.layout.boxes, menu.areas, strict=True)
    ]
    return {
        "size": {"width": width, "height": height}, "selected": menu.is_open, "name": name, "chatBarText": menu.bar,
        "areas": areas,
    }  # fmt: skip


class Published(Protocol):
    """A menu that was published once: see models.ChatMenu."""

    @property
    def pk(self) -> UUID: ...

    audience: str
    begins_at: datetime
    ends_at: datetime | None
    made_at: datetime
    external_id: str
    refused_at: datetime | None
    ended_at: datetime | None


def shown[T: Published](menus: Sequence[T], audience: str, *, now: datetime) -> T | None:
    """Give the menu that an audience sees: the newest whose time it is and that LINE did not refuse."""
    there = [
        one for one in menus
        if one.audience == audience and one.ended_at is None and one.refused_at is None
        and one.begins_at <= now and (one.ends_at is None or now < one.ends_at)
    ]  # fmt: skip
    return max(there, key=lambda one: (one.made_at, one.pk.bytes), default=None)


def over[T: Published](menus: Sequence[T], *, now: datetime) -> list[T]:
    """Give the menus that will never be shown again: their time is over, or a newer one without an end stands in their place."""
    found = []
    for one in menus:
        newer = [
            other for other in menus
            if other.audience == one.audience and other.ended_at is None and other.external_id
            and other.ends_at is None and other.begins_at <= now
            and (other.made_at, other.pk.bytes) > (one.made_at, one.pk.bytes)
        ]  # fmt: skip
        if one.ended_at is None and (newer or (one.ends_at is not None and one.ends_at <= now)):
            found.append(one)
    return found


def units(text: str) -> int:
    """Count a text as LINE does: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_good(area: Area, pages: set[str]) -> bool:
    if area.kind == PAGE:
        return area.target in pages
    if area.kind == SAY:
        return 0 < units(area.target) <= MOST_TEXT
    is_address = area.target.startswith(("https://", "http://", "tel:", "line://"))
    return area.kind == LINK and is_address and area.target.isascii() and len(area.target) <= MOST_URI


def _bounds(box: Box, width: int, height: int, layout: Layout) -> dict[str, int]:
    """Scale an area to the picture; edges are rounded, so that neighbours still touch and none leaves the picture."""
    left, top = box[0] * width // WIDE, box[1] * height // layout.height
    right, bottom = (box[0] + box[2]) * width // WIDE, (box[1] + box[3]) * height // layout.height
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _action(area: Area, pages: Mapping[str, str]) -> dict[str, str]:
    if area.kind == SAY:
        return {"type": "message", "label": area.label, "text": area.target}
    address = pages[area.target] if area.kind == PAGE else area.target
    return {"type": "uri", "label": area.label, "uri": address}

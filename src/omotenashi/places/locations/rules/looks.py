# SPDX-License-Identifier: Apache-2.0
"""How the messages of a house look: colours that can be read on each other, letters, corners. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from omotenashi.places.locations.rules import colours

FONTS: Mapping[str, str] = {
    "gothic": "'Noto Sans JP', 'Hiragino Sans', Meiryo, sans-serif",
    "mincho": "'Noto Serif JP', 'Hiragino Mincho ProN', 'Yu Mincho', serif",
    "round": "'Zen Maru Gothic', 'Hiragino Maru Gothic ProN', 'Noto Sans JP', sans-serif",
}
CORNERS: Mapping[str, int] = {"square": 0, "soft": 6, "round": 24}
COLOURS = ("paper", "ink", "ground", "accent")


@dataclass(frozen=True, slots=True)
class Look:
    """`paper` with `ink` on it, on a `ground`; `accent` of buttons, empty for the house's colour."""

    paper: str = "#ffffff"
    ink: str = "#16181a"
    ground: str = "#f4f4f2"
    accent: str = ""
    font: str = "gothic"
    corners: str = "soft"
    logo_width: int = 120

    def kept(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return asdict(self)


def read(raw: Mapping[str, Any]) -> Look:
    """Read what is stored or typed; what is none stays as it is at first."""
    plain = Look()
    found = {name: colours.colour(str(raw.get(name) or "")) for name in COLOURS}
    width = str(raw.get("logo_width") or "")
    return Look(
        paper=found["paper"] or plain.paper,
        ink=found["ink"] or plain.ink,
        ground=found["ground"] or plain.ground,
        accent=found["accent"] or "",
        font=raw["font"] if raw.get("font") in FONTS else plain.font,
        corners=raw["corners"] if raw.get("corners") in CORNERS else plain.corners,
        logo_width=min(max(int(width), 40), 400) if width.isdecimal() else plain.logo_width,
    )


def unreadable(look: Look) -> list[tuple[str, float]]:
    """Give the pairs that cannot be read (WCAG AA), each with its contrast: words on paper, words on the ground."""
    pairs = {"ink": (look.ink, look.paper), "ground": (look.ink, look.ground)}
    found = [(name, colours.contrast(*pair)) for name, pair in pairs.items()]
    return [(name, contrast) for name, contrast in found if contrast < colours.AA]


def on(accent: str) -> str:
    """Give the colour of words on an accent: white where it can be read, else nearly black."""
    return "#ffffff" if colours.contrast(accent, "#ffffff") >= 3 else "#111315"

# SPDX-License-Identifier: Apache-2.0
"""One colour of a house becomes the tokens of its pages, by day and by night, readable at WCAG AA. Pure."""

import re
from collections.abc import Mapping
from typing import Final

AA: Final = 4.5
_WHITE, _NIGHT = (255, 255, 255), (17, 19, 21)
_HEX = re.compile(r"#[0-9a-f]{6}")
_STEPS: Final = 100

type Rgb = tuple[int, int, int]


def colour(text: str) -> str | None:
    """Give a colour as #rrggbb, or nothing for what is none."""
    tidy = text.strip().lower()
    tidy = tidy if tidy.startswith("#") else f"#{tidy}"
    if len(tidy) == 4:  # #rgb
        tidy = "#" + "".join(letter * 2 for letter in tidy[1:])
    return tidy if _HEX.fullmatch(tidy) else None


def tokens(chosen: str) -> dict[str, str]:
    """Give the tokens that a house's colour overrides; each is right on its paper, whatever colour was chosen."""
    rgb = _rgb(chosen)
    day, night = _until(rgb, on=_WHITE, towards=_NIGHT), _until(rgb, on=_NIGHT, towards=_WHITE)
    fill = _until(rgb, on=_WHITE, towards=_NIGHT)
    return {
        "--brand": chosen,
        "--accent": _pair(day, night),
        "--accent-strong": _pair(_mix(day, _NIGHT, 0.2), _mix(night, _WHITE, 0.25)),
        "--accent-fill": _pair(fill, fill),
        "--accent-fill-strong": _pair(_mix(fill, _NIGHT, 0.2), _mix(fill, _NIGHT, 0.2)),
        "--accent-soft": _pair(_mix(day, _WHITE, 0.85), _mix(night, _NIGHT, 0.72)),
        "--accent-wash": _pair(_mix(day, _WHITE, 0.94), _mix(night, _NIGHT, 0.86)),
        "--on-accent": _pair(_WHITE, _WHITE),
        "--focus": _pair(day, night),
    }


def css(chosen: str) -> str:
    """Give the tokens as one rule; empty where no colour was chosen."""
    found: Mapping[str, str] = tokens(chosen) if colour(chosen) else {}
    return ":root{" + "".join(f"{name}:{value};" for name, value in found.items()) + "}" if found else ""


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, as WCAG counts it."""
    return _contrast(_rgb(one), _rgb(other))


def _until(rgb: Rgb, *, on: Rgb, towards: Rgb) -> Rgb:
    """Give the nearest shade of a colour that can be read on a paper."""
    shades = (_mix(rgb, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if _contrast(shade, on) >= AA)


def _contrast(one: Rgb, other: Rgb) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: Rgb) -> float:
    linear = [(c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]  # WCAG
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _pair(day: Rgb, night: Rgb) -> str:
    return f"light-dark({_hex(day)},{_hex(night)})"


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{part:02x}" for part in rgb)


def _rgb(text: str) -> Rgb:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)

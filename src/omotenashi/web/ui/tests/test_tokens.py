# SPDX-License-Identifier: Apache-2.0
"""Colours read at AA (WCAG 2.2: 4.5 for text, 3 for marks) by day and by night."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).resolve().parents[1] / "frontend" / "styles"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS = {
    name: (light, dark)
    for sheet in ("tokens.css", "channels.css")
    for name, light, dark in PAIR.findall((STYLES / sheet).read_text())
}
CHANNELS = ("ec", "store", "line-app", "app", "mail", "phone", "dm", "mall")
STATES = ("good", "warn", "bad", "info")
TEXT = [
    *(
        (ink, paper)
        for ink in ("ink", "ink-2", "ink-3", "accent")
        for paper in ("paper", "paper-2", "paper-3", "raised")
    ),
    *((state, f"{state}-wash") for state in STATES),
    *((state, "paper") for state in STATES),
    *((channel, f"{channel}-wash") for channel in CHANNELS),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent-fill"),
    ("on-accent", "accent-fill-strong"),
    ("on-accent", "bad-fill"),
    *(("on-seq-low", f"seq-{step}") for step in range(1, 6)),
    *(("on-seq-high", f"seq-{step}") for step in range(6, 9)),
]
MARKS = [
    *((f"{channel}-mark", "paper") for channel in CHANNELS),
    *((f"{state}-mark", "paper") for state in STATES),
    *((f"chart-{step}", "paper") for step in range(1, 7)),
    ("line-3", "paper"),
    ("focus", "paper"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_reads_by_day_and_by_night(ink: str, paper: str) -> None:
    ratios = [contrast(TOKENS[ink][theme], TOKENS[paper][theme]) for theme in (0, 1)]
    assert [ratio for ratio in ratios if ratio < 4.5] == []


@pytest.mark.parametrize(("mark", "paper"), MARKS)
def test_marks_and_focus_are_seen_by_day_and_by_night(mark: str, paper: str) -> None:
    ratios = [contrast(TOKENS[mark][theme], TOKENS[paper][theme]) for theme in (0, 1)]
    assert [ratio for ratio in ratios if ratio < 3] == []


def test_every_variable_that_a_style_uses_is_a_token() -> None:
    sheets = {path.name: path.read_text() for path in STYLES.glob("*.css")}
    defined = {name for text in sheets.values() for name in re.findall(r"(--[\w-]+):", text)}
    used = {name for text in sheets.values() for name in re.findall(r"var\((--[\w-]+)\)", text)}
    assert sorted(used - defined) == []

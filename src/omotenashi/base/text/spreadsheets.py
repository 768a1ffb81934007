# SPDX-License-Identifier: Apache-2.0
"""Cells that spreadsheets would run: guarded when they leave, unguarded when they come back."""

_STARTERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """`text` with an apostrophe before it when a spreadsheet would take it for a formula.

    Plain numbers keep their sign unguarded (-500, +81312345678 is a number to a spreadsheet, too).
    A text that already begins with an apostrophe gets one more, so `unguarded` is exact.
    """
    if text.startswith("'") or (text.startswith(_STARTERS) and not _is_number(text)):
        return "'" + text
    return text


def unguarded(text: str) -> str:
    """The inverse: one leading apostrophe is taken away."""
    return text.removeprefix("'")


def _is_number(text: str) -> bool:
    return text.isascii() and text[:1] in "+-" and text[1:].replace(".", "", 1).isdigit()

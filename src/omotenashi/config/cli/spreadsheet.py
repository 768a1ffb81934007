# SPDX-License-Identifier: Apache-2.0
"""Cells that a spreadsheet cannot mistake for a formula. Pure."""

import re
from typing import Any

# What starts a formula in Excel, LibreOffice and Google's sheets, after a tab or a line break as well.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def harmless(value: Any) -> Any:
    """Put an apostrophe before a text that would be computed; numbers and all other texts stay as they are."""
    if isinstance(value, str) and value.startswith(SIGNS) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value

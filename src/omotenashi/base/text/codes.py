# SPDX-License-Identifier: Apache-2.0
"""Codes on goods: JAN check digits, and the damage that spreadsheets do to codes.

JAN: mod 10 with weights 3-1 from the right (spec japan.md §7).
"""

import re

from omotenashi.base.text.forms import nfkc

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?E\+?\d{1,3}", re.IGNORECASE)
_TRAILING_ZERO = re.compile(r"\d+\.0+")


def jan_check_digit(body: str) -> int:
    """The check digit of 7 (JAN-8) or 12 (JAN-13) digits; ValueError for any other text."""
    if not (body.isascii() and body.isdigit() and len(body) in (7, 12)):
        raise ValueError(body)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -total % 10


def is_jan(text: str) -> bool:
    """True for 8 or 13 digits whose last one is the right check digit."""
    code = nfkc(text).strip()
    if not (code.isascii() and code.isdigit() and len(code) in (8, 13)):
        return False
    return jan_check_digit(code[:-1]) == int(code[-1])


def code(text: str) -> str:
    """A code as stored: NFKC, trimmed, without a spreadsheet's apostrophe; letters keep their case."""
    return nfkc(text).strip().removeprefix("'").strip()


def is_scientific(text: str) -> bool:
    """True for 4.9E+12: digits of a long code are gone and cannot be brought back."""
    return _SCIENTIFIC.fullmatch(nfkc(text).strip()) is not None


def is_number_written_as_decimal(text: str) -> bool:
    """True for 17850.0: a whole number that passed through a floating-point column."""
    return _TRAILING_ZERO.fullmatch(text.strip()) is not None


def restored_jan(text: str) -> str | None:
    """The JAN that `text` becomes when its lost leading zeros are put back, if the check digit fits.

    Up to 7 digits fill up to JAN-8, 9 to 12 digits to JAN-13. For showing to a person who decides:
    the import itself never changes a code.
    """
    if not (text.isascii() and text.isdigit()) or not 5 <= len(text) <= 12 or len(text) == 8:
        return None
    filled = text.zfill(8 if len(text) < 8 else 13)
    return filled if is_jan(filled) else None

# SPDX-License-Identifier: Apache-2.0
"""Numbers and money as people write them: ¥1,234 / 1,234円 / △500 / (500) / −500 / １２３４."""

import re
from decimal import Decimal, InvalidOperation

from omotenashi.base.text.forms import MINUS_SIGNS, nfkc

_CURRENCY = re.compile(r"(?:[¥￥$€£]|円|JPY|USD|EUR|GBP|税込|税抜|\(税込\)|\(税抜\)|也)", re.IGNORECASE)
_LOSSES = "△▲"
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MAN = re.compile(r"(\d+(?:\.\d+)?)万(\d{1,4})?")


def number(text: str) -> Decimal | None:
    """The exact number that `text` writes, or None. Never a float.

    Minus is written -, −, △, ▲ or with brackets. A comma is a thousands separator and must stand in
    the right places: 「1,23」 is refused, not read as 123 or 1.23.
    """
    written = nfkc(text).strip().lstrip("'").replace(" ", "")
    negative = False
    if written.startswith("(") and written.endswith(")"):
        negative, written = True, written[1:-1]
    written = _CURRENCY.sub("", written)
    if written[:1] and written[0] in _LOSSES + MINUS_SIGNS:
        negative, written = not negative, written[1:]
    elif written[-1:] and written[-1] in MINUS_SIGNS and len(written) > 1:
        negative, written = not negative, written[:-1]
    value = _unsigned(_CURRENCY.sub("", written.removeprefix("+")))
    return None if value is None else (-value if negative else value)


def minor_units(value: Decimal, *, exponent: int) -> int | None:
    """`value` in minor units of a currency with `exponent` decimals; None when it has finer parts."""
    scaled = value.scaleb(exponent)
    return int(scaled) if scaled == scaled.to_integral_value() else None


def decimals(value: Decimal) -> int:
    """How many decimals `value` needs: 12.50 → 1, 3 → 0."""
    shift = value.normalize().as_tuple().exponent
    return max(0, -shift) if isinstance(shift, int) else 0


def _unsigned(written: str) -> Decimal | None:
    man = _MAN.fullmatch(written)
    if man:
        return Decimal(man[1]) * 10_000 + Decimal(man[2] or 0)
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "")
    elif not _PLAIN.fullmatch(written):
        return None
    try:
        return Decimal(written)
    except InvalidOperation:
        return None

# SPDX-License-Identifier: Apache-2.0
"""JAN (EAN-13 and EAN-8) as bars: what the scanner of every till reads on a shelf card. Pure."""

_L = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
# Which of the six digits on the left stand reversed says the first digit, which has no bars of its own.
_FIRST = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
_GUARD, _MIDDLE = "101", "01010"
LEFT, RIGHT = 11, 7


def is_jan(text: str) -> bool:
    """Say whether a text is a JAN of eight or thirteen digits whose last one checks the others."""
    return len(text) in (8, 13) and text.isascii() and text.isdigit() and check(text[:-1]) == int(text[-1])


def check(digits: str) -> int:
    """Give the digit that stands behind others."""
    total = sum(int(one) * (3 if place % 2 == 0 else 1) for place, one in enumerate(reversed(digits)))
    return -total % 10


def modules(text: str) -> str:
    """Give the modules of a JAN, 1 for dark. Raises ValueError for what is none."""
    if not is_jan(text):
        raise ValueError(text)
    if len(text) == 8:
        left, right, kinds = text[:4], text[4:], "LLLL"
    else:
        left, right, kinds = text[1:7], text[7:], _FIRST[int(text[0])]
    first = "".join(_left(int(one), kind) for one, kind in zip(left, kinds, strict=True))
    return _GUARD + first + _MIDDLE + "".join(_right(int(one)) for one in right) + _GUARD


def svg(text: str, *, height: int = 50) -> str:
    """Draw a JAN with the quiet zones that scanners need; empty for what is none."""
    if not is_jan(text):
        return ""
    drawn = modules(text)
    bars = "".join(f"M{LEFT + at} 0h1v{height}h-1z" for at, one in enumerate(drawn) if one == "1")
    wide = LEFT + len(drawn) + RIGHT
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}"><path d="{bars}"/></svg>'


def _left(digit: int, kind: str) -> str:
    return _L[digit] if kind == "L" else _right(digit)[::-1]


def _right(digit: int) -> str:
    return "".join("10"[int(one)] for one in _L[digit])

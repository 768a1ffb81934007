# SPDX-License-Identifier: Apache-2.0
"""Code 128 as bars: what every scanner at a till reads. Pure.

Two digits share a symbol (set C) where the text is digits in pairs; anything else is written in set B.
"""

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
_START_B, _START_C, _STOP = 104, 105, 106
QUIET = 10


def symbols(text: str) -> list[int]:
    """Give the symbols of a text with start, check and stop. Raises ValueError for what Code 128 B cannot write."""
    if text.isascii() and text.isdigit() and len(text) % 2 == 0:
        start, body = _START_C, [int(text[n : n + 2]) for n in range(0, len(text), 2)]
    elif text and all(" " <= letter <= "~" for letter in text):
        start, body = _START_B, [ord(letter) - 32 for letter in text]
    else:
        raise ValueError("only printable ASCII can be written as bars")
    check = (start + sum(place * symbol for place, symbol in enumerate(body, start=1))) % 103
    return [start, *body, check, _STOP]


def widths(text: str) -> list[int]:
    """Give the widths of bars and gaps in modules, the first a bar."""
    return [int(width) for symbol in symbols(text) for width in _WIDTHS[symbol]]


def svg(text: str, *, height: int = 60) -> str:
    """Draw a text as bars with the quiet zone that scanners need; empty for a text that cannot be written."""
    try:
        parts = widths(text)
    except ValueError:
        return ""
    bars, x = [], QUIET
    for place, width in enumerate(parts):
        if place % 2 == 0:
            bars.append(f"M{x} 0h{width}v{height}h-{width}z")
        x += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x + QUIET} {height}" preserveAspectRatio="none"'
        f' shape-rendering="crispEdges" aria-hidden="true"><path fill="#000" d="{"".join(bars)}"/></svg>'
    )

# SPDX-License-Identifier: Apache-2.0
"""Bars that scanners read: the published example, and what holds for every text."""

from hypothesis import given
from hypothesis import strategies as st

from omotenashi.web.ui import code128

PRINTABLE = st.text(alphabet=[chr(n) for n in range(32, 127)], min_size=1, max_size=40)


def decoded(widths: list[int]) -> str:
    """Read bars back: from widths to symbols by the table, from symbols to text by the set."""
    parts = ["".join(map(str, widths[n : n + 6])) for n in range(0, len(widths) - 7, 6)]
    assert "".join(map(str, widths[-7:])) == "2331112"
    table = {pattern: place for place, pattern in enumerate(code128._WIDTHS)}
    start, *body, check = [table[part] for part in parts]
    assert (start + sum(n * symbol for n, symbol in enumerate(body, 1))) % 103 == check
    return "".join(f"{symbol:02d}" for symbol in body) if start == 105 else "".join(chr(s + 32) for s in body)


def test_every_symbol_is_eleven_modules_wide_and_no_two_are_alike() -> None:
    assert [sum(map(int, pattern)) for pattern in code128._WIDTHS] == [11] * 106 + [13]
    # The sum of the bars is even in Code 128: a scanner's own check.
    assert [sum(map(int, pattern[::2])) % 2 for pattern in code128._WIDTHS[:106]] == [0] * 106
    assert len(set(code128._WIDTHS)) == 107


def test_the_example_of_the_standard_has_its_check_symbol() -> None:
    # It starts in set A and has 54; the start of set B, which we write, is one more.
    assert code128.symbols("PJJ123C") == [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]


@given(PRINTABLE)
def test_what_is_written_is_read(text: str) -> None:
    assert decoded(code128.widths(text)) == text


def test_what_cannot_be_written_is_not_drawn() -> None:
    assert (code128.svg("会員1"), code128.svg("")) == ("", "")


def test_twelve_digits_take_six_symbols() -> None:
    assert len(code128.symbols("800000000012")) == 9

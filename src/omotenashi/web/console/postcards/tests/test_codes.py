# SPDX-License-Identifier: Apache-2.0
"""A code that follows from another is the one that would have been made."""

import re

import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.web.console.postcards.codes import Codes

SIGNS = st.text("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8)
HEAD = "https://hana.example/s/"
_CODES = Codes(HEAD, "AbCd1234")


@settings(max_examples=40, deadline=None)
@given(SIGNS)
def test_what_follows_from_another_code_is_what_would_have_been_made(tail: str) -> None:
    made = segno.make_qr(HEAD + tail, error="m", mask=3)
    said = "".join("".join("01"[module & 1] for module in row) for row in made.matrix)
    assert f"{_CODES.modules(tail):0{_CODES.size**2}b}" == said


def test_every_dark_module_is_drawn() -> None:
    svg = _CODES.svg("AbCd1234")
    dark = _CODES.modules("AbCd1234").bit_count()
    wide = sum(map(int, re.findall(r"h(\d+)v", svg)))
    assert wide == dark

# SPDX-License-Identifier: Apache-2.0
"""Nothing on a card overlaps or leaves it, and words fit their rooms, whatever they are."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.web.console.printing import layout
from omotenashi.web.console.printing.layout import Room, Shown
from omotenashi.web.ui import fitting

_SHOWN = st.builds(
    Shown, word=st.booleans(), caption=st.booleans(), before=st.booleans(), picture=st.booleans(), jan=st.booleans(),
    code=st.booleans(),
)  # fmt: skip
_SIGNS = st.characters(min_codepoint=33, max_codepoint=126) | st.sampled_from(
    "商品名のながいものー・（）、。アイウｱｲｳ 　"
)


def _apart(one: Room, other: Room) -> bool:
    return (
        one.x + one.w <= other.x + 0.01 or other.x + other.w <= one.x + 0.01
        or one.y + one.h <= other.y + 0.01 or other.y + other.h <= one.y + 0.01
    )  # fmt: skip


@given(st.sampled_from(list(layout.SIZES)), st.sampled_from(layout.WAYS), _SHOWN)
def test_rooms_stay_on_the_card_and_off_each_other(size: str, way: str, shown: Shown) -> None:
    found, (wide, high), u = layout.rooms(size, way, shown), layout.paper(size, way), layout.unit(size)
    inner = {name: room for name, room in found.items() if name != "band"}
    outside = [
        name for name, room in inner.items()
        if room.x < 6.9 * u or room.y < 5 * u or room.x + room.w > wide - 6.9 * u or room.y + room.h > high - 6.9 * u
    ]  # fmt: skip
    touching = [(a, b) for a, b in combinations(found, 2) if not _apart(found[a], found[b])]
    small = [name for name, room in inner.items() if room.w < 15 * u or room.h < 4.9 * u]
    assert (outside, touching, small) == ([], [], [])


@given(_SHOWN, st.sampled_from(layout.WAYS))
def test_a_larger_card_is_the_same_card(shown: Shown, way: str) -> None:
    small, large = layout.rooms("a6", way, shown), layout.rooms("a4", way, shown)
    assert sorted(small) == sorted(large)


@given(st.text(_SIGNS, min_size=1, max_size=200), st.floats(30, 200), st.floats(12, 80))
def test_words_fit_their_room_whatever_they_are(text: str, wide: float, high: float) -> None:
    found = fitting.fitted(text, wide=wide, high=high, most=11, least=2.6)
    count = fitting.lines(found.text, size=found.size, wide=wide)
    assert (count * found.size * fitting.LEADING <= high + 0.01, 2.6 <= found.size <= 11) == (True, True)


@given(st.text(_SIGNS, min_size=1, max_size=60))
def test_words_lose_no_sign_where_there_is_room(text: str) -> None:
    found = fitting.fitted(text, wide=120, high=60, most=9, least=2.6)
    assert found.text.replace("\u200b", "") == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "size"), [("急須", 11.0), ("綿麻 スタンドカラーシャツ", 10.04), ("とても長い名前の商品" * 6, 6.2)]
)
def test_a_name_shrinks_as_it_grows(text: str, size: float) -> None:
    assert fitting.fitted(text, wide=134, high=28, most=11, least=2.6).size == pytest.approx(size, abs=0.2)


def test_a_word_longer_than_a_line_may_break() -> None:
    assert fitting.breakable("A" * 20) == "A" * 7 + "\u200b" + "A" * 7 + "\u200b" + "A" * 6


@pytest.mark.parametrize(
    ("size", "way", "sheet"),
    [
        ("a6", "wide", (2, 2, 297, 210)), ("a6", "tall", (2, 2, 210, 297)), ("a5", "wide", (1, 2, 210, 297)),
        ("a5", "tall", (2, 1, 297, 210)), ("a4", "wide", (1, 1, 297, 210)), ("a4", "tall", (1, 1, 210, 297)),
    ],
)  # fmt: skip
def test_small_cards_share_a_sheet(size: str, way: str, sheet: tuple[int, int, float, float]) -> None:
    across, down, wide, high = layout.fitting_on_a4(size, way)
    card = layout.paper(size, way)
    assert ((across, down, wide, high), across * card[0] <= wide + 1, down * card[1] <= high + 1) == (sheet, True, True)

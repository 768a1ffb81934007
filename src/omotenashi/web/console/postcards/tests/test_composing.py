# SPDX-License-Identifier: Apache-2.0
"""A card with few words looks full, and one with many is not made larger than it holds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.web.console.postcards import composing

_TEXT = st.text(st.sampled_from("春のお知らせ新作。 abcXYZ\n"), min_size=1, max_size=200)
_PARTS = st.one_of(
    st.builds(lambda text: {"kind": "heading", "text": text}, _TEXT.filter(lambda one: len(one) < 60)),
    st.builds(lambda text: {"kind": "text", "text": text}, _TEXT),
    st.sampled_from([{"kind": "coupon"}, {"kind": "points"}, {"kind": "divider"}, {"kind": "shop"}]),
)
_PHOTO: dict[str, Any] = {"kind": "picture", "file": "a.jpg", "wide": 69.0, "high": 46.0}
_SHORT: list[dict[str, Any]] = [
    {"kind": "heading", "text": "春のお知らせ"},
    {"kind": "text", "text": "またお会いできる日を。"},
]


@given(st.lists(_PARTS, max_size=8))
def test_what_is_made_larger_still_fits(shown: list[dict[str, Any]]) -> None:
    found = composing.composed(shown, dots={})
    assert (found.scale == 1.0 or composing.height(found.parts, found.scale) <= composing.ROOM, found.hero) == (
        True,
        "",
    )


@given(st.lists(_PARTS, min_size=1, max_size=8), st.integers(100, 3000))
def test_a_picture_fills_the_width_only_where_it_is_fine_and_leaves_room(
    shown: list[dict[str, Any]], dots: int
) -> None:
    found = composing.composed([*shown, _PHOTO], dots={"a.jpg": dots})
    if not found.hero:
        assert list(found.parts) == [*shown, _PHOTO]
        return
    assert (dots >= 835, list(found.parts)) == (True, shown)
    assert found.high + composing.height(found.parts, 1.0) <= composing.ROOM + 0.001


@pytest.mark.parametrize(
    ("shown", "scale", "hero"),
    [
        (_SHORT, 1.45, ""),
        ([_SHORT[0], {"kind": "text", "text": "いつもありがとうございます。" * 20}], 1.0, ""),
        ([*_SHORT, _PHOTO], 1.0, "a.jpg"),
        ([_PHOTO], 1.45, ""),
    ],
)
def test_few_words_are_large_and_many_are_not(shown: list[dict[str, Any]], scale: float, hero: str) -> None:
    found = composing.composed(shown, dots={"a.jpg": 1200})
    assert (found.scale, found.hero) == (scale, hero)


def test_two_pictures_stand_as_they_are() -> None:
    assert composing.composed([*_SHORT, _PHOTO, _PHOTO], dots={"a.jpg": 1200}).hero == ""

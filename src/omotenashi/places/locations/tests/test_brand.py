# SPDX-License-Identifier: Apache-2.0
"""The look of the house: readable whatever colour is chosen, and only pictures become a logo."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.places.locations import actions, queries
from omotenashi.places.locations.rules import colours

NOW = datetime(2026, 1, 10, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
HEX = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(HEX)
def test_any_colour_can_be_read_by_day_and_by_night(chosen: str) -> None:
    found = {name: re.findall("#[0-9a-f]{6}", value) for name, value in colours.tokens(chosen).items()}
    day, night = found["--accent"]
    assert min(colours.contrast(day, "#ffffff"), colours.contrast(night, "#111315")) >= colours.AA
    assert min(colours.contrast(one, "#ffffff") for one in found["--accent-fill"]) >= colours.AA


@pytest.mark.parametrize(
    ("typed", "found"),
    [("#2B51AA", "#2b51aa"), ("abc", "#aabbcc"), ("red", None), ("#12345", None), ("#fff;}", None), ("", None)],
)
def test_only_a_colour_becomes_one(typed: str, found: str | None) -> None:
    assert colours.colour(typed) == found


def test_what_is_no_colour_gives_no_style() -> None:
    assert (colours.css(""), colours.css("#fff}</style>")) == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("picture", "why"),
    [(b"<svg onload=alert(1)>", "kind"), (b"RIFF0000WAVE", "kind"), (PNG + b"0" * actions.MOST_BYTES, "big")],
)
def test_what_is_no_picture_is_refused_and_nothing_changes(picture: bytes, why: str) -> None:
    actions.set_up_retailer(name="茜葉堂")
    with pytest.raises(actions.BadPicture, match=why):
        actions.set_logo(picture, now=NOW)
    assert (queries.picture(), queries.retailer().logo) == (None, "")


@pytest.mark.django_db
def test_logo_and_pages_are_kept_apart_and_the_name_stays() -> None:
    actions.set_up_retailer(name="茜葉堂")
    actions.set_logo(PNG, now=NOW)
    actions.set_brand(colour="#aa2200", legal={"seller": "株式会社茜葉堂", "unknown": "x"}, privacy="", now=NOW)
    kit, house = queries.kit(), queries.retailer()
    assert kit is not None
    assert (kit.legal, queries.picture(), house.name) == ({"seller": "株式会社茜葉堂"}, (PNG, "image/png"), "茜葉堂")
    actions.set_logo(None, now=NOW)
    assert (queries.picture(), queries.retailer().logo, queries.brand_css()[:6]) == (None, "", ":root{")

# SPDX-License-Identifier: Apache-2.0
"""Who shares in a sale: whatever is sent from wherever, the shares are a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.commerce.orders.rules.drafts import WHOLE, Credit
from omotenashi.commerce.orders.rules.sharing import with_fulfillers

SELLER = Credit(touch="till", location="A")


@given(
    pieces=st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 99)), percent=st.integers(0, 100)
)  # fmt: skip
def test_the_shares_of_a_line_are_a_whole(pieces: dict[str, int], percent: int) -> None:
    found = with_fulfillers(SELLER, pieces, percent=percent)
    assert (sum(one.share for one in found), min(one.share for one in found) > 0) == (WHOLE, True)


@pytest.mark.parametrize(
    ("pieces", "shares"),
    [
        ({}, {"A": 10_000}),
        ({"A": 2}, {"A": 10_000}),
        ({"B": 1}, {"A": 7_000, "B": 3_000}),
        ({"A": 1, "B": 1}, {"A": 8_500, "B": 1_500}),
        ({"B": 1, "C": 2}, {"A": 7_000, "B": 1_000, "C": 2_000}),
    ],
)
def test_who_sends_has_its_part_and_the_seller_the_rest(pieces: dict[str, int], shares: dict[str, int]) -> None:
    assert {one.location: one.share for one in with_fulfillers(SELLER, pieces, percent=30)} == shares

# SPDX-License-Identifier: Apache-2.0
"""Who shares in a sale: whatever is sent from wherever, the shares are a whole."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.commerce.orders.rules.drafts import WHOLE, Credit, credited
from omotenashi.commerce.orders.rules.sharing import with_assistant, with_fulfillers

SELLER = Credit(touch="till", location="A")
# Whether a machine is fast enough says nothing of the shares.
whole = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
KEN, EMI = UUID(int=1), UUID(int=2)


@whole
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


def test_origin_fulfil_and_assist_share_to_the_yen() -> None:
    # The vector of analyses.md 6.9: 10,001 yen by 50, 30 and 20 %.
    seller = Credit(touch="till", location="A", staff_id=KEN)
    found = with_assistant(with_fulfillers(seller, {"B": 1}, percent=30), EMI, percent=20)
    assert [(one.staff_id, one.location, one.share) for one in found] == [
        (KEN, "A", 5_000), (None, "B", 3_000), (EMI, "A", 2_000),
    ]  # fmt: skip
    assert credited(10_001, found) == [5_001, 3_000, 2_000]


@pytest.mark.parametrize("assistant", [None, KEN])
def test_who_sells_and_advises_alone_keeps_it_all(assistant: UUID | None) -> None:
    seller = Credit(touch="till", location="A", staff_id=KEN)
    assert with_assistant((seller,), assistant, percent=20) == (seller,)


@whole
@given(
    pieces=st.dictionaries(st.sampled_from("ABC"), st.integers(0, 9)), sent=st.integers(0, 100),
    advised=st.integers(0, 100), amount=st.integers(0, 10**9),
)  # fmt: skip
def test_whoever_shares_the_shares_and_the_yen_are_a_whole(
    pieces: dict[str, int], sent: int, advised: int, amount: int
) -> None:
    found = with_assistant(with_fulfillers(SELLER, pieces, percent=sent), EMI, percent=advised)
    assert (sum(one.share for one in found), min(one.share for one in found) > 0) == (WHOLE, True)
    assert sum(credited(amount, found)) == amount

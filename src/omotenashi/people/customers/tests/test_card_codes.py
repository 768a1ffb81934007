# SPDX-License-Identifier: Apache-2.0
"""The codes on member cards and in printed QRs: vectors, and what holds for all of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from omotenashi.people.customers.rules import cards
from omotenashi.people.customers.rules.cards import BadCode, CardCode

SECRET = b"only-for-tests"
NOON = datetime(2026, 11, 22, 3, 0, 0, tzinfo=UTC)
SEQS = st.integers(min_value=1, max_value=2**63 - 1)
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)).map(  # made aware
    lambda moment: moment.replace(tzinfo=UTC)
)


def why(code: str, *, now: datetime = NOON, secret: bytes = SECRET) -> str:
    with pytest.raises(BadCode) as caught:
        cards.read_card(code, secret=secret, now=now)
    return caught.value.reason


@pytest.mark.parametrize(
    ("seq", "moment", "code"),
    [
        (1, NOON, "M1-2NKDXW-H17VGYQZ1Y"),
        (4096, NOON + timedelta(seconds=20), "M400-2NKDXX-3JMWTG19SZ"),
        (2**63 - 1, NOON - timedelta(seconds=1), "M7ZZZZZZZZZZZZ-2NKDXV-XKQ5TQRK76"),
    ],
)
def test_a_code_is_the_one_of_the_vector(seq: int, moment: datetime, code: str) -> None:
    assert cards.card_code(secret=SECRET, node_seq=seq, step=cards.step_of(moment)) == code


@given(SEQS, MOMENTS)
def test_a_code_says_what_was_written_into_it(seq: int, now: datetime) -> None:
    step = cards.step_of(now)
    code = cards.card_code(secret=SECRET, node_seq=seq, step=step)
    assert cards.read_card(f" {code.lower()} ", secret=SECRET, now=now) == CardCode(seq, step)


@given(SEQS, st.integers(min_value=-5, max_value=5))
def test_a_code_is_good_in_its_step_and_in_both_neighbours(seq: int, away: int) -> None:
    code = cards.card_code(secret=SECRET, node_seq=seq, step=cards.step_of(NOON) + away)
    if abs(away) <= 1:
        assert cards.read_card(code, secret=SECRET, now=NOON).node_seq == seq
    else:
        assert why(code) == "expired"


@given(SEQS, st.integers(min_value=0, max_value=40), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_code_with_one_other_letter_is_not_taken(seq: int, place: int, letter: str) -> None:
    code = cards.card_code(secret=SECRET, node_seq=seq, step=cards.step_of(NOON))
    place %= len(code)
    assume(code[place] not in {letter, "-"})
    assert why(code[:place] + letter + code[place + 1 :]) in {"forged", "unreadable"}


@given(SEQS)
def test_a_code_of_another_house_is_forged(seq: int) -> None:
    code = cards.card_code(secret=b"another", node_seq=seq, step=cards.step_of(NOON))
    assert why(code) == "forged"


@given(st.text(max_size=60))
def test_any_other_text_is_unreadable(text: str) -> None:
    assert why(text) == "unreadable"


@given(st.integers(min_value=0, max_value=999_999_999))
def test_a_member_number_has_twelve_digits_and_a_check(number: int) -> None:
    made = cards.member_no(number)
    assert (len(made), made[:2], made[2:11], cards.is_member_no(made)) == (12, "80", f"{number:09d}", True)


@given(st.integers(min_value=0, max_value=999_999_999), st.integers(0, 11), st.integers(0, 9))
def test_a_member_number_with_one_wrong_digit_is_none(number: int, place: int, digit: int) -> None:
    made = cards.member_no(number)
    assume(made[place] != str(digit))
    assert not cards.is_member_no(made[:place] + str(digit) + made[place + 1 :])


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_a_link_code_says_what_was_written_into_it(parts: list[str]) -> None:
    code = cards.link_code(parts, secret=SECRET)
    assert cards.read_link(code, secret=SECRET) == tuple(parts)
    assert not set(code) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@given(st.text(max_size=60))
def test_a_link_code_of_somebody_else_is_forged(text: str) -> None:
    for code in (text, f"{text}.", cards.link_code(("s", text), secret=b"another")):
        with pytest.raises(BadCode) as caught:
            cards.read_link(code, secret=SECRET)
        assert caught.value.reason == "forged"

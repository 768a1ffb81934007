# SPDX-License-Identifier: Apache-2.0
"""Identifiers and limits, without a database."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.people.customers import rules
from omotenashi.people.customers.rules import Components, Identifier


def test_the_strongest_identifier_is_the_anchor() -> None:
    given_keys = [("anonymous_id", "a"), ("phone", "09012345678"), ("user_id", "7"), ("email", "h@example.com")]
    found = rules.in_order(tuple(Identifier(*key) for key in given_keys))
    assert [key.type for key in found] == ["user_id", "email", "phone", "anonymous_id"]


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(KeyError):
        rules.rule_of("passport")


def test_a_value_that_is_too_long_is_none() -> None:
    assert rules.normalise(Identifier("member_no", "9" * 201)) is None


def test_a_mail_address_keeps_dots_and_plus() -> None:
    assert rules.normalise(Identifier("email", " H.ana+shop@Example.COM ")) == Identifier(
        "email", "h.ana+shop@example.com"
    )


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_joining_keeps_every_limit_and_the_oldest_is_the_root(pairs: list[tuple[int, int]]) -> None:
    components = Components()
    types = ["user_id", "member_no", "email", "phone", "external:ec"]
    for key in range(10):
        components.add(key, Counter({types[key % 5]: 1}))
    for one, other in pairs:
        components.join(one, other)
    members: dict[int, list[int]] = {}
    for key in range(10):
        members.setdefault(components.root(key), []).append(key)
    for root, keys in members.items():
        assert root == min(keys)
        held = Counter(types[key % 5] for key in keys)
        assert held == components.found[root].types
        assert all(count <= rules.rule_of(kind).limit for kind, count in held.items())

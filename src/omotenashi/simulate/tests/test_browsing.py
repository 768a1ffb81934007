# SPDX-License-Identifier: Apache-2.0
"""What people do on the site: true to their purchases, the same for each build, and what a tag would send."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from omotenashi.simulate import browsing, friends, wire
from omotenashi.simulate.devices import draw_devices
from omotenashi.simulate.identities import email_of, member_no_of
from omotenashi.simulate.model import World, draw_world
from omotenashi.simulate.parameters import EC, LINE, NOBODY
from omotenashi.simulate.truth import browsers_table

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def drawn() -> World:
    return draw_world(customers=1500, seed=5, now=NOW)


@pytest.fixture(scope="module")
def items(drawn: World) -> list[tuple[int, str, wire.Item]]:
    return list(wire.Wire(drawn).items(wire.happened(drawn, draw_devices(drawn))))


def test_two_draws_are_equal(drawn: World, items: list[tuple[int, str, wire.Item]]) -> None:
    assert list(wire.Wire(drawn).items(wire.happened(drawn, draw_devices(drawn)))) == items
    assert len({item["messageId"] for _, _, item in items}) == len(items) > 5000


def test_every_browser_has_a_person_in_the_truth(drawn: World, items: list[tuple[int, str, wire.Item]]) -> None:
    truth = defaultdict(set)
    for row in browsers_table(drawn).to_pylist():
        truth[row["value"]].add(row["person"])
    assert {item["anonymousId"] for _, _, item in items} - set(truth) == set()
    # One browser has one person, or two of one home.
    shared = [people for people in truth.values() if len(people) > 1]
    assert [people for people in shared if max(people) - min(people) != 1] == []


def test_who_logs_in_is_the_person_behind_the_browser(drawn: World, items: list[tuple[int, str, wire.Item]]) -> None:
    truth = defaultdict(set)
    for row in browsers_table(drawn).to_pylist():
        truth[row["value"]].add(row["person"])
    logins = [item for _, _, item in items if item["type"] == "identify" and "userId" in item]
    wrong = [
        item
        for item in logins
        if not any(
            (member_no_of(person), email_of(drawn.identities, person)) == (item["userId"], item["traits"]["email"])
            for person in truth[item["anonymousId"]]
        )
    ]
    assert (len(logins) > 100, wrong) == (True, [])


def test_what_was_bought_at_the_site_was_looked_at_just_before(drawn: World) -> None:
    visits = browsing.draw_visits(drawn, draw_devices(drawn))
    bought, lines = drawn.purchases, drawn.baskets.lines
    ended = [visit for visit in visits if visit.order != NOBODY]
    assert len(ended) > 300
    for visit in ended:
        basket = lines.variant[lines.start[visit.order] : lines.start[visit.order + 1]].tolist()[:3]
        assert (set(basket) - set(visit.looked), list(visit.added)) == (set(), basket)
        assert 0 < int(bought.at[visit.order]) - visit.at < 25 * 60
        assert int(bought.channel[visit.order]) == EC
    assert [visit for visit in visits if visit.added and visit.order == NOBODY] != []


def test_nothing_happens_after_now(drawn: World, items: list[tuple[int, str, wire.Item]]) -> None:
    signs = friends.draw_signs(drawn)
    assert [at for at, *_ in items if at > drawn.year.now + 600] == []
    assert [sign for sign in signs if sign.at > drawn.year.now] == []
    opened = drawn.memberships.opened[:, LINE]
    assert len([sign for sign in signs if sign.name == friends.ADDED]) == int((opened != NOBODY).sum())
    assert [sign for sign in signs if sign.at < opened[sign.person]] == []


def test_a_browser_keeps_its_first_touch(items: list[tuple[int, str, wire.Item]]) -> None:
    firsts = defaultdict(list)
    for _at, source, item in items:
        if source == wire.WEB:
            firsts[item["anonymousId"]].append(item["context"]["touch"]["first"])
    assert [first for first in firsts.values() if first.count(first[0]) != len(first)] == []

# SPDX-License-Identifier: Apache-2.0
"""What later purchases show of who somebody is: only what such a system sees, and never of two people."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest

from omotenashi.simulate import evidence, friends, identities, records
from omotenashi.simulate.model import World, draw_world
from omotenashi.simulate.parameters import CHANNELS, LINE, NOBODY

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def drawn() -> World:
    """A world of a thousand."""
    return draw_world(customers=1_000, seed=5, now=NOW)


def test_evidence_is_drawn_twice_alike_and_in_the_order_of_time(drawn: World) -> None:
    found = evidence.draw_evidence(drawn)
    assert found == evidence.draw_evidence(drawn)
    moments = [one.at for one in found]
    assert moments == sorted(moments)
    assert max(moments) <= drawn.year.now
    assert set(Counter(one.kind for one in found)) == set(evidence.RATES)


def test_evidence_names_nobodys_key_but_ones_own_and_none_before_it_was_there(drawn: World) -> None:
    wrong = []
    for one in evidence.draw_evidence(drawn):
        person = one.entry.person
        opened = drawn.memberships.opened[person]
        own = {records.own_key(drawn, person, kind): int(opened[kind]) for kind in range(len(CHANNELS))}
        others = {
            identities.phone_of(person),
            identities.desk_phone_of(person),
            identities.email_of(drawn.identities, person),
        }
        for key in one.entry.record.identifiers:
            known = NOBODY != own[key] <= one.at if key in own and key.type != "phone" else key.value in others
            if not known:
                wrong.append((one, key))
    assert wrong == []


def test_much_stays_unknown_so_that_rules_and_matching_have_work(drawn: World) -> None:
    shown = {one.entry.person for one in evidence.draw_evidence(drawn) if _line(one)}
    opened = drawn.memberships.opened
    elsewhere = (np.delete(opened, LINE, axis=1) != NOBODY).any(axis=1)
    untied = np.flatnonzero((opened[:, LINE] != NOBODY) & elsewhere & ~drawn.memberships.tied[:, LINE]).tolist()
    left = [person for person in untied if person not in shown]
    assert 0.1 < len(left) / len(untied) < 0.7


def test_a_friend_comes_by_a_way_that_was_open(drawn: World) -> None:
    before = {"till": (1,), "site": (0,), "parcel": (0, 3)}
    opened = drawn.memberships.opened
    closed = [
        person
        for person, way in friends.ways(drawn).items()
        if way in before
        and any(NOBODY != opened[person, kind] < opened[person, LINE] for kind in (0, 1, 3))
        and not any(NOBODY != opened[person, kind] < opened[person, LINE] for kind in before[way])
    ]
    assert closed == []


def test_in_one_home_nobody_bears_the_others_given_name(drawn: World) -> None:
    who = drawn.identities
    rows = np.flatnonzero(who.family_of != NOBODY)
    same = (who.given[rows] == who.given[rows - 1]) & (who.woman[rows] == who.woman[rows - 1])
    assert not same.any()


def _line(one: evidence.Evidence) -> bool:
    return any(key.type == "line_user_id" for key in one.entry.record.identifiers)

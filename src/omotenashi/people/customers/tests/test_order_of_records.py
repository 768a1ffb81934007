# SPDX-License-Identifier: Apache-2.0
"""In which order the records of a call stand says nothing; the persons follow from the edges, whatever happened."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.people.customers.actions.registrations import CustomerRecord
from omotenashi.people.customers.models import NodePerson, Profile
from omotenashi.people.customers.tests.hana import NOW, customer, persons, register, tables_agree
from omotenashi.people.customers.tests.traces import seen

pytestmark = pytest.mark.django_db

KEYS = st.sampled_from(
    ["user_id=1", "user_id=2", "user_id=3", "member_no=M1", "member_no=M2", "email=a@example.com",
     "email=b@example.com", "phone=09011112222", "phone=09033334444", "line_user_id=U1", "external:ec=1",
     "external:ec=2", "email=unknown"]
)  # fmt: skip
RECORDS = st.builds(
    lambda keys, day, fields: customer(*keys, at=NOW + timedelta(days=day), **fields),
    st.lists(KEYS, max_size=4),
    st.integers(0, 3),
    st.dictionaries(st.sampled_from(["name", "city"]), st.sampled_from(["い", "ろ", "は"])),
)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


# Keys of which no limit is reached, each seen at a moment of its own.
FREE = st.sampled_from(
    ["user_id=1", "member_no=M1", "member_no=M2", "email=a@example.com", "email=b@example.com", "phone=09011112222",
     "line_user_id=U1", "external:ec=1", "anonymous_id=v1", "device_id=d1"]
)  # fmt: skip
SIGHTINGS = st.lists(
    st.tuples(
        st.lists(FREE, min_size=1, max_size=3, unique=True),
        st.integers(0, 20),
        st.dictionaries(st.sampled_from(["name", "city"]), st.sampled_from(["い", "ろ", "は"])),
    ),
    max_size=7,
    unique_by=lambda sighting: sighting[1],
)


class Undo(Exception):
    """Ends an example without a trace."""


def _state_after(*calls: list[CustomerRecord]) -> dict[str, Any]:
    """Register in a transaction that is undone; give persons and profiles by their keys, never by their ids."""
    return _state_of(lambda: [register(*call) for call in calls])


def _state_of(happens: Callable[[], Any]) -> dict[str, Any]:
    state: dict[str, Any] = {}
    try:
        with transaction.atomic():
            happens()
            shown = {
                profile.person_id: (profile.name, profile.city, profile.email, profile.member_no, profile.registered_at)
                for profile in Profile.objects.all()
            }
            keys = NodePerson.objects.select_related("node").order_by("node__type", "node__value")
            state["profiles"] = [(f"{row.node.type}={row.node.value}", shown[row.person_id]) for row in keys]
            state["persons"] = persons()
            state["agree"] = tables_agree()
            raise Undo
    except Undo:
        return state


@SLOW
@given(st.lists(RECORDS, max_size=6), st.randoms(use_true_random=False))
def test_any_permutation_of_a_call_gives_the_same_people(records: list[CustomerRecord], random: Any) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)
    assert _state_after(shuffled) == _state_after(records)


@SLOW
@given(st.lists(RECORDS, max_size=6))
def test_records_said_twice_count_once(records: list[CustomerRecord]) -> None:
    once = _state_after(records)
    assert _state_after([*records, *records]) == once
    assert _state_after(records, records) == once


@SLOW
@given(st.lists(st.lists(RECORDS, min_size=1, max_size=3), max_size=4))
def test_persons_are_the_components_of_the_edges_after_any_calls(calls: list[list[CustomerRecord]]) -> None:
    assert _state_after(*calls)["agree"]


@SLOW
@given(SIGHTINGS, st.randoms(use_true_random=False))
def test_entries_that_arrive_in_any_order_give_the_same_people(sightings: list[Any], random: Any) -> None:
    shuffled = list(sightings)
    random.shuffle(shuffled)

    def arrive(entries: list[Any]) -> None:
        for keys, day, fields in entries:
            seen(*keys, at=NOW + timedelta(days=day), **fields)

    assert _state_of(lambda: arrive(shuffled)) == _state_of(lambda: arrive(sightings))

# SPDX-License-Identifier: Apache-2.0
"""Experiments: who is drawn into which arm, written down at the first time only; merges, unmerges and the holdout."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base.outbox.actions import deliver
from omotenashi.insight import actions as insight
from omotenashi.insight import queries, rules
from omotenashi.insight.models import Assignment, Experiment
from omotenashi.people.customers.actions import links, registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.places.locations import actions as places

NOW = datetime(2026, 3, 31, 3, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
HALVES = {"control": 5_000, "postcard": 5_000}


@given(number=st.integers(0, 9_999), first=st.integers(0, 10_000))
def test_a_bucket_lies_in_the_arm_that_its_weight_reaches(number: int, first: int) -> None:
    arms = (("control", first), ("mail", 10_000 - first))
    assert rules.arm_at(number, arms=arms) == ("control" if number < first else "mail")


def test_a_draw_is_stable_fair_and_another_with_another_seed() -> None:
    people = [UUID(int=one) for one in range(20_000)]
    drawn = [rules.bucket(seed="a", node=person) for person in people]
    assert drawn == [rules.bucket(seed="a", node=person) for person in people]
    thirds = Counter(number * 3 // 10_000 for number in drawn)
    assert all(abs(thirds[third] - 6_667) < 4 * 67 for third in range(3))
    both = sum(a < 500 and rules.bucket(seed="b", node=one) < 500 for a, one in zip(drawn, people, strict=True))
    assert abs(both - 50) < 30


@pytest.fixture
def retailer(db: None) -> None:
    del db
    places.set_up_retailer(name="花店")


def person(number: int) -> UUID:
    record = registrations.CustomerRecord(
        identifiers=(Identifier("member_no", f"M{number}"),), fields={}, observed_at=NOW - timedelta(days=9)
    )
    found = registrations.register([record], source="test", now=NOW)[0].person_id
    assert found is not None
    return found


def join(one: UUID, other: UUID) -> UUID:
    found = links.link(one, other, by="staff:test", reason="same", cause_kind="staff", cause_id="1", now=NOW)
    deliver(now=LATER)
    assert found.log_id is not None
    return found.log_id


@pytest.mark.usefixtures("retailer")
def test_nobody_is_written_down_before_being_reached_and_everybody_once() -> None:
    people = [person(number) for number in range(20)]
    insight.begin_experiment(key="card", name="Card", arms=HALVES, now=NOW)
    arms = queries.arms_of(experiment="card", persons=people, now=NOW)
    assert set(arms.values()) == {"control", "postcard"}
    assert Assignment.objects.count() == 0
    assert insight.expose(experiment="card", persons=arms, now=NOW) == 20
    assert insight.expose(experiment="card", persons=arms, now=NOW + timedelta(days=1)) == 0
    assert set(Assignment.objects.values_list("first_exposed_at", flat=True)) == {NOW}
    assert queries.arm_of(experiment="card", person=people[0], now=NOW) == arms[people[0]]


@pytest.mark.usefixtures("retailer")
def test_who_was_reached_keeps_the_arm_whatever_the_seed_says_now() -> None:
    one = person(1)
    insight.begin_experiment(key="card", name="Card", arms=HALVES, now=NOW)
    drawn = queries.arm_of(experiment="card", node=one, now=NOW)
    other = "control" if drawn == "postcard" else "postcard"
    insight.expose(experiment="card", persons={one: other}, now=NOW)
    assert queries.arm_of(experiment="card", node=one, now=NOW) == other


@pytest.mark.usefixtures("retailer")
def test_a_merge_of_two_arms_leaves_the_estimate_and_an_unmerge_brings_both_back() -> None:
    one, other = person(1), person(2)
    insight.begin_experiment(key="card", name="Card", arms=HALVES, now=NOW)
    insight.expose(experiment="card", persons={other: "postcard"}, now=NOW)
    insight.expose(experiment="card", persons={one: "control"}, now=NOW + timedelta(hours=1))
    log = join(one, other)
    marks = dict(Assignment.objects.values_list("node_id", "contaminated_by_id"))
    assert marks == {one: other, other: one}
    assert queries.arm_of(experiment="card", person=one, now=NOW) == "postcard"
    assert insight.expose(experiment="card", persons={one: "control"}, now=NOW) == 0
    links.undo(log, by="staff:test", reason="not the same", now=NOW)
    deliver(now=LATER)
    assert set(Assignment.objects.values_list("contaminated_by_id", flat=True)) == {None}


@pytest.mark.usefixtures("retailer")
def test_a_merge_within_one_arm_changes_nothing() -> None:
    one, other = person(1), person(2)
    insight.begin_experiment(key="card", name="Card", arms=HALVES, now=NOW)
    insight.expose(experiment="card", persons={one: "control", other: "control"}, now=NOW)
    join(one, other)
    assert set(Assignment.objects.values_list("contaminated_by_id", flat=True)) == {None}


@pytest.mark.usefixtures("retailer")
def test_one_in_twenty_hears_no_marketing_from_the_first_day_and_others_next_year() -> None:
    people = [uuid4() for _ in range(4_000)]
    held = queries.held_out(persons=people, now=NOW)
    assert abs(len(held) - 200) < 60
    assert Experiment.objects.count() == 0
    assert queries.held_out(persons=people, now=NOW + timedelta(days=200)) == held
    assert queries.held_out(persons=people, now=NOW + timedelta(days=300)) != held


@pytest.mark.usefixtures("retailer")
def test_the_holdout_is_written_with_the_first_who_is_reached_and_ends_with_the_year() -> None:
    one, next_year = person(1), NOW + timedelta(days=300)
    assert insight.expose(experiment=queries.HOLDOUT, persons={one: "control"}, now=NOW) == 1
    assert queries.held_out(persons=[one], now=NOW) == {one}
    assert insight.expose(experiment=queries.HOLDOUT, persons={one: "reached"}, now=next_year) == 1
    assert queries.held_out(persons=[one], now=next_year) == set()
    ends = list(Experiment.objects.order_by("key").values_list("key", "ended_at"))
    assert ends == [("holdout-2026", datetime(2026, 12, 31, 15, tzinfo=UTC)), ("holdout-2027", None)]


@pytest.mark.usefixtures("retailer")
def test_the_holdout_can_be_switched_off_and_begins_anew_when_on_again() -> None:
    people = [uuid4() for _ in range(400)]
    held = queries.held_out(persons=people, now=NOW)
    assert insight.switch_holdout(on=True, now=NOW) is False
    assert insight.switch_holdout(on=False, now=NOW) is True
    assert insight.switch_holdout(on=False, now=NOW) is False
    assert queries.held_out(persons=people, now=NOW) == set()
    with pytest.raises(queries.NoSuchExperiment):
        insight.expose(experiment=queries.HOLDOUT, persons={people[0]: "control"}, now=NOW)
    assert insight.switch_holdout(on=True, now=NOW + timedelta(days=1)) is True
    assert queries.held_out(persons=people, now=NOW + timedelta(days=2)) not in (set(), held)


@pytest.mark.usefixtures("retailer")
def test_other_arms_are_another_experiment_and_nobody_is_assigned_after_the_end() -> None:
    insight.begin_experiment(key="card", name="Card", arms=HALVES, now=NOW)
    assert insight.begin_experiment(key="card", name="Card", arms=HALVES, now=NOW)[1] is False
    with pytest.raises(insight.ChangedExperiment):
        insight.begin_experiment(key="card", name="Card", arms={"control": 1_000, "postcard": 9_000}, now=NOW)
    with pytest.raises(insight.BadExperiment):
        insight.begin_experiment(key="two", name="Two", arms={"control": 1_000, "postcard": 1_000}, now=NOW)
    with pytest.raises(insight.BadExperiment):
        insight.expose(experiment="card", persons={uuid4(): "mail"}, now=NOW)
    assert insight.end_experiment(experiment="card", now=NOW) is True
    assert insight.end_experiment(experiment="card", now=NOW) is False
    assert insight.expose(experiment="card", persons={person(1): "control"}, now=NOW) == 0

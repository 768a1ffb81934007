# SPDX-License-Identifier: Apache-2.0
"""The step that sets a field of the profile: of few fields only, once, behind what staff said, and it can be unsaid."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import describing
from omotenashi.engagement.journeys.models import Enrolment, StepLog
from omotenashi.engagement.journeys.rules.attributes import fitted
from omotenashi.engagement.journeys.rules.graphs import BadGraph, Step
from omotenashi.engagement.journeys.tests.drawn import way
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, happen, live
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.actions import corrections, erasures
from omotenashi.people.customers.models import FieldValue, Profile
from omotenashi.people.customers.queries import lineage_of
from omotenashi.people.staff.models import Staff

pytestmark = pytest.mark.django_db
NOW, DAY = world.NOW, timedelta(days=1)
GOLD = {"kind": "profile", "field": "rank", "value": "ゴールド", "next": ""}


def noted() -> list[str]:
    """Give what the log notes of the steps taken."""
    return list(StepLog.objects.order_by("enrolment", "visit").values_list("note", flat=True))


def ranks() -> dict[str, str]:
    """Give everybody's rank by name."""
    return dict(Profile.objects.values_list("name", "rank"))


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("rank", "  ゴールド ", "ゴールド"),
        ("rank", "長" * 41, ""),
        ("gender", "Female", "female"),
        ("gender", "女", ""),
        ("prefecture", "東京", "東京都"),
        ("prefecture", "江戸", ""),
        ("postal_code", "〒１５０－０００１", "150-0001"),
        ("postal_code", "150", ""),
        ("rank", None, ""),
        ("name", "花", ""),
        ("birth_date", "1990-01-01", ""),
    ],
)
def test_a_value_is_kept_as_its_field_holds_it_or_not_at_all(field: str, said: Any, kept: str) -> None:
    assert fitted(field, said) == kept


@pytest.mark.parametrize(
    "step",
    [
        {"field": "name", "value": "花"},
        {"field": "birth_date", "value": "1990-01-01"},
        {"field": "prefecture", "value": "江戸"},
        {"field": "gender", "value": ""},
        {"field": "rank", "of": "event", "value": " "},
        {"field": "rank", "of": "elsewhere", "value": "x"},
        {},
    ],
)
def test_what_may_not_be_set_or_does_not_fit_is_not_published(step: dict[str, Any]) -> None:
    world.house()
    journey = journeys.draft(
        key="bad", name="だめ", graph=way({"set": {"kind": "profile", "next": "", **step}}), now=NOW
    )
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(journey.pk, now=NOW)
    assert (wrong.value.reason, wrong.value.where) == ("profile", "set")


def test_everybody_but_the_control_group_gets_the_value_once() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(30)))
    live(way({"set": GOLD}, control=5_000))
    for person in people.values():
        happen(person, CART, at=NOW)
    go(NOW)
    treated = set(
        Enrolment.objects.filter(arm="treated").values_list("node__nodeperson__person__profile__name", flat=True)
    )
    assert 0 < len(treated) < 30
    assert ranks() == {name: "ゴールド" if name in treated else "" for name in people}


def test_a_step_that_is_done_twice_says_nothing_twice() -> None:
    world.house()
    people = world.people("hana")
    live(way({"set": {**GOLD, "next": "wait"}, "wait": {"kind": "wait", "days": 1, "next": ""}}))
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    run = Enrolment.objects.get()
    run.stepped_at = FieldValue.objects.get(field="rank").said_at
    step = Step("profile", {"field": "rank", "value": "ゴールド"}, {"next": ""})
    before = list(FieldValue.objects.order_by("pk").values())
    describing.profile(step, [run], {run.node_id: people["hana"]}, NOW + DAY)
    assert list(FieldValue.objects.order_by("pk").values()) == before


def test_a_value_that_somebody_came_in_with_is_set_where_it_fits() -> None:
    world.house()
    people = world.people("hana", "ken", "taro")
    live(way({"set": {"kind": "profile", "field": "prefecture", "of": "event", "value": "home", "next": ""}}))
    for name, home in (("hana", "大阪"), ("ken", "火星"), ("taro", None)):
        happen(people[name], CART, at=NOW, **({"home": home} if home else {}))
    go(NOW)
    found = dict(Profile.objects.values_list("name", "prefecture"))
    assert (found, sorted(noted())) == ({"hana": "大阪府", "ken": "", "taro": ""}, ["", "no_value", "no_value"])


def test_what_is_known_already_may_be_left_as_it_is() -> None:
    world.house()
    people = world.people("hana", "ken")
    live(way({"set": {**GOLD, "value": "シルバー"}}), key="first")
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    live(
        way({"set": {**GOLD, "only_empty": True}}, entry={"kind": "event", "event": "orders.OrderPlaced"}), key="second"
    )
    for person in people.values():
        happen(person, "orders.OrderPlaced", at=NOW + DAY)
    go(NOW + DAY)
    assert (ranks(), sorted(noted())) == ({"hana": "シルバー", "ken": "ゴールド"}, ["", "", "known"])


def test_what_staff_said_stays_and_the_page_names_the_source() -> None:
    world.house()
    people = world.people("hana")
    someone = Staff.objects.create(email="hana@shop.example", name="店員")
    corrections.correct(node_id=people["hana"], field="rank", value="VIP", reason="店長の判断", by=someone, now=NOW)
    live(way({"set": GOLD}))
    happen(people["hana"], CART, at=NOW + DAY)
    go(NOW + DAY)
    told = [(one.source, one.value) for one in lineage_of(people["hana"])["rank"].standing]
    assert (ranks()["hana"], told) == ("VIP", [("staff", "VIP"), ("journey", "ゴールド")])


def test_what_one_scenario_set_is_unsaid_and_what_another_set_holds_again() -> None:
    world.house()
    people = world.people("hana", "ken")
    live(way({"set": {**GOLD, "value": "シルバー"}}), key="first")
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    wrong = live(way({"set": GOLD}, entry={"kind": "event", "event": "orders.OrderPlaced"}), key="second")
    for person in people.values():
        happen(person, "orders.OrderPlaced", at=NOW + DAY)
    go(NOW + DAY)
    assert ranks() == {"hana": "ゴールド", "ken": "ゴールド"}
    assert journeys.unsay(wrong.journey_id, by="hq", now=NOW + 2 * DAY) == 2
    assert (ranks(), FieldValue.objects.filter(field="rank").count()) == ({"hana": "シルバー", "ken": ""}, 3)
    assert journeys.unsay(wrong.journey_id, by="hq", now=NOW + 2 * DAY) == 0


def test_the_simulation_counts_whose_profile_would_change_and_writes_nothing() -> None:
    world.house()
    people = world.people("hana", "ken")
    live(way({"set": GOLD}), key="first")
    happen(people["hana"], CART, at=NOW)
    go(NOW)
    happen(people["ken"], CART, at=NOW + DAY)
    before = FieldValue.objects.count()
    drawing = journeys.draft(key="again", name="もう一度", graph=way({"set": GOLD}), now=NOW)
    found = queries.simulate(queries.draft_of(drawing), now=NOW + 2 * DAY, days=30)
    assert (dict(found.noted), dict(found.same), found.runs, FieldValue.objects.count()) == (
        {"set": 1},
        {"set": 1},
        2,
        before,
    )


def test_of_somebody_who_was_erased_meanwhile_nothing_is_said() -> None:
    world.house()
    people = world.people("hana")
    live(way({"set": GOLD}))
    happen(people["hana"], CART, at=NOW)
    # The news of it has not come to the scenario yet.
    erasures.erase(people["hana"], by="test", now=NOW)
    go(NOW + DAY)
    assert (FieldValue.objects.filter(field="rank").count(), noted()) == (0, ["no_value"])

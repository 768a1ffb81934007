# SPDX-License-Identifier: Apache-2.0
"""An experiment by hand: planned, confirmed, drawn once, with a list for each group; ended early or taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from omotenashi.base import clock
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight.models import Assignment, Experiment
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.web.console.effects import planning
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
NEW = "/console/figures/effect/new/"
TODAY = date(2026, 1, 5)


@pytest.fixture
def dormant() -> Segment:
    """A list of two hundred people."""
    now = clock.now()
    records = [
        registrations.CustomerRecord(identifiers=(Identifier("member_no", f"M{n}"),), fields={}, observed_at=now)
        for n in range(200)
    ]
    people = [one.person_id for one in registrations.register(records, source="test", now=now) if one.person_id]
    made, _new = audience.create(key="dormant", name="休眠", definition=segments.Manual(), now=now)
    audience.add(made.pk, persons=people, now=now, tells=False)
    return made


def asked(segment: Segment, **more: str) -> dict[str, str]:
    return {
        "name": "春のDM",
        "segment": str(segment.pk),
        "control": "20",
        "way1": "はがき",
        "part1": "1",
        "days": "30",
        **more,
    }


def begun(segment: Segment, **more: str) -> Any:
    return shop.signed_in().post(NEW, {**asked(segment), "sure": "1", "key": "hand-1", **more})


def test_the_parts_share_what_the_control_group_leaves_to_the_last_of_ten_thousand() -> None:
    told = planning.read(
        {"name": "x", "control": "10", "way1": "A", "part1": "2", "way2": "B", "part2": "1"}, today=TODAY
    )
    assert told.arms == {"control": 1_000, "A": 6_000, "B": 3_000}
    assert planning.read({"control": "33"}, today=TODAY).arms == {"control": 3_300, "reached": 6_700}
    uneven = planning.read({"control": "10", "way1": "A", "way2": "B", "way3": "C", "part3": "5"}, today=TODAY).arms
    assert (sum(uneven.values()), uneven) == (10_000, {"control": 1_000, "A": 1_286, "B": 1_285, "C": 6_428} | uneven)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"control": "0"}, "control"), ({"control": "95"}, "control"), ({"days": "999"}, "days"), ({"end": "2026-01-05"}, "end"),
     ({"way1": "A", "way2": "A"}, "way1"), ({"way1": "control"}, "way1"), ({"cost": "-1"}, "cost"), ({"name": " "}, "name")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(said: dict[str, str], field: str) -> None:
    given = {"name": "x", "segment": "0190aaaa-0000-7000-8000-000000000000", **said}
    assert list(planning.read(given, today=TODAY).wrong) == [field]


def test_nothing_is_drawn_before_it_is_confirmed(dormant: Segment) -> None:
    answer = shop.signed_in().post(NEW, asked(dormant))
    text = answer.content.decode()
    assert (answer.status_code, " people of “休眠”" in text, "80%" in text) == (200, True, True)
    assert (Experiment.objects.count(), Assignment.objects.count()) == (0, 0)


def test_everybody_is_drawn_once_and_each_group_is_a_list(dormant: Segment) -> None:
    assert [begun(dormant).status_code, begun(dormant).status_code] == [302, 302]
    one = Experiment.objects.get()
    drawn = {
        arm: set(Assignment.objects.filter(arm=arm).values_list("node_id", flat=True)) for arm in ("control", "はがき")
    }
    assert (one.name, one.measure, one.window_days, dict(one.arms.values_list("code", "weight"))) == (
        "春のDM", "sales", 30, {"control": 2_000, "はがき": 8_000},
    )  # fmt: skip
    lists = {made.name: made.size for made in Segment.objects.exclude(pk=dormant.pk)}
    assert lists == {"春のDM: Control group": len(drawn["control"]), "春のDM: はがき": len(drawn["はがき"])}
    # Two hundred at twenty percent, less those whom the global holdout keeps silent.
    assert 20 < len(drawn["control"]) < 60
    assert 180 <= sum(lists.values()) <= 200


def test_it_ends_early_and_is_taken_back_within_a_day_and_not_later(dormant: Segment) -> None:
    begun(dormant)
    client, page = shop.signed_in(), "/console/figures/effect/hand-1/"
    assert "Take back" in client.get(page).content.decode()
    client.post(f"{page}end/")
    assert Experiment.objects.filter(ended_at=None).count() == 0
    Experiment.objects.update(began_at=clock.now() - timedelta(days=2))
    client.post(f"{page}removal/")
    assert Experiment.objects.count() == 1
    Experiment.objects.update(began_at=clock.now())
    client.post(f"{page}removal/")
    assert (Experiment.objects.count(), Assignment.objects.count()) == (0, 0)
    assert Segment.objects.filter(archived_at=None).count() == 1


def test_an_experiment_of_a_journey_is_not_ended_here(dormant: Segment) -> None:
    begun(dormant)
    Experiment.objects.update(key="journey-1")
    assert shop.signed_in().post("/console/figures/effect/journey-1/end/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("headquarters", 200), ("clerk", 403), ("developer", 403)])
def test_only_who_makes_segments_begins_one(role: str, status: int) -> None:
    with translation.override("en"):
        assert shop.signed_in(role).get(NEW).status_code == status


def test_the_form_says_whether_the_people_suffice(dormant: Segment) -> None:
    text = shop.signed_in().get(f"{NEW}power/", asked(dormant)).content.decode()
    assert "These people brought nothing in this time" in text
    few = shop.signed_in().get(f"{NEW}power/", asked(dormant, control="1")).content.decode()
    assert "each group needs 30 or more" in few

# SPDX-License-Identifier: Apache-2.0
"""The step that notes something: once for each run, never as an act of the customer, and never so that it begins itself."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.events import EventRecorded
from omotenashi.engagement.journeys.models import Enrolment, JourneyVersion, StepLog
from omotenashi.engagement.journeys.rules import circling, graphs, recording
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.journeys.tests.drawn import taken, way
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, happen, live
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.actions import erasures
from omotenashi.people.timeline.models import Entry

pytestmark = pytest.mark.django_db
NOW, DAY = world.NOW, timedelta(days=1)
VIP = "scenario:VIP候補"


def note(name: str, **more: Any) -> dict[str, Any]:
    """Draw a step that notes something."""
    return {"kind": "record", "name": name, "next": "", **more}


def by(name: str) -> dict[str, str]:
    """Draw an entry by something that happens."""
    return {"kind": "event", "event": name}


def hear() -> None:
    """Let the outbox be delivered, and the journeys hear of what was noted."""
    outbox.deliver(now=clock.now() + DAY)
    while journeys.follow(now=NOW):
        pass


def noted() -> list[tuple[str, dict[str, Any]]]:
    """Give what scenarios noted, in its order."""
    found = Entry.objects.filter(name__startswith="scenario:").order_by("seq")
    return [(one.name, one.props) for one in found]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (" VIP  候補 ", "scenario:VIP 候補"),
        ("scenario:VIP", "scenario:VIP"),
        ("orders.OrderPlaced", "scenario:orders.OrderPlaced"),
        ("", ""),
        (None, ""),
        ("scenario:", ""),
    ],
)
def test_what_is_noted_never_has_the_name_of_something_that_a_customer_does(said: Any, name: str) -> None:
    assert queries.named(said) == name


@pytest.mark.parametrize("said", ["", "長" * 61, None, "scenario: "])
def test_without_a_short_name_nothing_is_published(said: Any) -> None:
    world.house()
    journey = journeys.draft(key="bad", name="だめ", graph=way({"note": note(said)}), now=NOW)
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(journey.pk, now=NOW)
    assert (wrong.value.reason, wrong.value.where) == ("record", "note")


def test_it_stands_on_the_line_of_time_once_and_says_who_noted_it() -> None:
    world.house()
    people = world.people("hana")
    version = live(way({"note": note("VIP候補")}, entry={**by(CART), "key": "basket_id"}))
    happen(people["hana"], CART, at=NOW, basket_id="b1", amount=900)
    go(NOW)
    hear()
    told = {"basket_id": "b1", "journey_id": str(version.journey_id), "journey": "カゴ落ち", "journeys_before": 1}
    assert noted() == [(VIP, told)]
    run = Enrolment.objects.get()
    again = EventRecorded(
        node_id=people["hana"], at=NOW, name=VIP, journey_id=version.journey_id, journey="カゴ落ち",
        enrolment_id=run.pk, visit=0, chain=1, about="basket_id", key="b1",
    )  # fmt: skip
    assert (journeys.write_down([again], now=clock.now()), len(noted())) == (0, 1)


def test_of_the_control_group_and_of_who_was_erased_nothing_is_noted() -> None:
    world.house()
    people = world.people(*(f"p{number}" for number in range(20)))
    live(way({"note": note("VIP候補")}, control=5_000))
    for person in people.values():
        happen(person, CART, at=NOW)
    gone = Enrolment.objects.filter(arm="treated").order_by("pk").values_list("node_id", flat=True)[0]
    erasures.erase(gone, by="test", now=NOW)
    go(NOW)
    hear()
    treated = set(Enrolment.objects.filter(arm="treated").values_list("node_id", flat=True))
    assert 1 < len(treated) < 20
    assert set(Entry.objects.filter(name=VIP).values_list("node_id", flat=True)) == treated - {gone}
    assert set(StepLog.objects.values_list("note", flat=True)) == {"", "control", "no_value"}


def test_another_scenario_begins_by_it_and_one_that_waits_for_it_goes_on() -> None:
    world.house()
    people = world.people("hana")
    wait = {"kind": "wait_event", "on": VIP, "days": 3, "event": "", "timeout": ""}
    waiting = live(way({"wait": wait}), key="waits")
    begun = live(way({"tag": {"kind": "tag", "tag": "VIP", "next": ""}}, entry=by(VIP)), key="begins")
    live(way({"note": note("VIP候補")}, entry=by(BOUGHT)), key="notes")
    happen(people["hana"], CART, at=NOW)
    happen(people["hana"], BOUGHT, at=NOW)
    go(NOW)
    hear()
    go(NOW)
    assert sorted(taken()) == [("note", "next"), ("tag", "next"), ("wait", "event")]
    ended = Enrolment.objects.filter(version__in=[waiting, begun]).values_list("outcome", flat=True)
    assert list(ended) == ["end", "end"]
    assert Enrolment.objects.get(version=begun).context["journeys_before"] == 1


def test_a_scenario_that_begins_itself_is_refused_at_once_and_over_others() -> None:
    world.house()
    own = journeys.draft(key="own", name="環", graph=way({"note": note("a")}, entry=by("scenario:a")), now=NOW)
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(own.pk, now=NOW)
    assert (wrong.value.reason, wrong.value.where) == ("loop", "note")
    third = live(way({"note": note("c")}, entry=by("scenario:b")), key="third")
    led = {"kind": "journey", "journey": str(third.journey_id), "next": ""}
    live(way({"lead": led}, entry=by("scenario:a")), key="second")
    first = journeys.draft(key="first", name="一", graph=way({"note": note("a")}, entry=by("scenario:c")), now=NOW)
    assert [(one.reason, one.where) for one in queries.troubles(queries.draft_of(first), own=first.pk)] == [
        ("loop", "note")
    ]
    with pytest.raises(BadGraph):
        journeys.publish(first.pk, now=NOW)
    journeys.archive(third.journey_id, now=NOW)
    assert queries.troubles(queries.draft_of(first), own=first.pk) == []


def test_a_chain_that_nobody_refused_ends_after_ten() -> None:
    world.house()
    people = world.people("hana")
    version = live(way({"note": note("b")}, entry=by("scenario:a"), again_days=0), key="one")
    # Two that were published at the same moment, neither of which saw the other.
    live(way({"note": note("c")}, entry=by("scenario:b"), again_days=0), key="two")
    graph = JourneyVersion.objects.get(journey__key="two").graph
    graph["steps"]["note"]["name"] = "a"
    journey = JourneyVersion.objects.get(journey__key="two").journey
    JourneyVersion.objects.create(journey=journey, number=2, graph=graph, checksum="x", published_at=NOW)
    journey.version = 2
    journey.save()
    happen(people["hana"], "scenario:a", at=NOW)
    for minute in range(1, 15):
        go(NOW + timedelta(minutes=minute))
        outbox.deliver(now=clock.now() + DAY)
        journeys.follow(now=NOW + timedelta(minutes=minute))
    assert (Enrolment.objects.count(), version.number) == (11, 1)
    assert list(StepLog.objects.exclude(note="").values_list("note", flat=True)) == ["chain"]


def test_what_a_site_says_of_chains_ends_no_worker() -> None:
    world.house()
    people = world.people("hana")
    live(way({"note": note("VIP候補")}))
    happen(people["hana"], CART, at=NOW, journeys_before="many")
    go(NOW)
    hear()
    assert [props["journeys_before"] for _name, props in noted()] == [1]


def test_the_simulation_counts_and_notes_nothing() -> None:
    world.house()
    people = world.people("hana", "ken")
    for person in people.values():
        happen(person, CART, at=NOW)
    journey = journeys.draft(key="x", name="x", graph=way({"note": note("VIP候補")}), now=NOW)
    found = queries.simulate(queries.draft_of(journey), now=NOW + DAY, days=30)
    assert (dict(found.noted), found.outcomes["end"], noted()) == ({"note": 2}, 2, [])


def test_the_names_that_scenarios_note_can_be_chosen_elsewhere() -> None:
    world.house()
    journeys.draft(key="x", name="x", graph=way({"note": note("VIP候補"), "two": note("")}), now=NOW)
    live(way({"note": note("お礼済み")}), key="y")
    assert queries.recorded_names() == {"scenario:VIP候補": "VIP候補", "scenario:お礼済み": "お礼済み"}


def test_what_is_noted_is_saved_in_the_plain_form_or_as_the_house_spells_it() -> None:
    def saved(name: str, *, key: str) -> str:
        drawn = journeys.draft(key=key, name=key, graph=way({"note": note(name)}, entry=by(BOUGHT)), now=NOW)
        return str(drawn.draft["steps"]["note"]["name"])

    assert [saved("ＶＩＰ　ｺｰｽ", key="wide"), saved("VIP コース", key="plain"), saved("", key="none")] == [
        "VIP コース", "VIP コース", "",
    ]  # fmt: skip
    wide = graphs.read(way({"note": note("VIP")}, entry=by(BOUGHT)))
    assert recording.settled(wide, known=["scenario:ＶＩＰ"]).steps["note"]["name"] == "ＶＩＰ"


@pytest.mark.parametrize(("noted", "begins"), [("ＶＩＰ", "VIP"), ("VIP", "ＶＩＰ")])
def test_two_spellings_of_a_name_are_one_circle(noted: str, begins: str) -> None:
    drawn = graphs.read(way({"note": note(noted)}, entry=by(f"scenario:{begins}")))
    found = circling.circles(drawn, own="own", others={}, doors={})
    assert [(one.reason, one.where) for one in found] == [("loop", "note")]
    other = graphs.read(
        way({"lead": {"kind": "journey", "journey": "own", "next": ""}}, entry=by(f"scenario:{begins}"))
    )
    bought = graphs.read(way({"note": note(noted)}, entry=by(BOUGHT)))
    over = circling.circles(bought, own="own", others={"other": other}, doors={})
    assert [(one.reason, one.where) for one in over] == [("loop", "note")]

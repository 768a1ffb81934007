# SPDX-License-Identifier: Apache-2.0
"""The builder offers tags, tastes, usage and kilometres: what there is to choose, how many fit, and by what."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import bulk, clock
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.engagement.audience import queries
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries as drawn
from omotenashi.insight.lake import sources
from omotenashi.insight.models import Taste
from omotenashi.people.customers.actions import tags
from omotenashi.people.customers.models import Profile
from omotenashi.people.timeline import actions as timeline
from omotenashi.places.locations import actions as places
from omotenashi.web.console.figures.tests.lake import people, stored
from omotenashi.web.console.segments import offered
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 15, tzinfo=UTC)
PAGE = "/console/segments/build/"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("carried") / "lake")


@pytest.fixture(autouse=True)
def shop_lake(settings: Any, example: Path) -> None:
    settings.LAKE_PATH = example


def _shown(query: str) -> Any:
    return shop.signed_in().get(f"{PAGE}?{query}", headers={"accept-language": "en"})


def _reasons(page: Any) -> list[Any]:
    return [reason for one in page.context["people"] for reason in one["why"]]


def _fields(page: Any) -> dict[str, list[str]]:
    [item] = page.context["groups"][0]["conditions"]
    return {field["label"]: [str(label) for _value, label, _on in field["options"]] for field in item["fields"]}


def _leans(person: UUID, axis: str, value: str) -> None:
    Taste.objects.create(
        person_id=person, axis=axis, value=value, place=0, z=2, share=0.5, base=0.1, version=1, as_of=NOW.date()
    )


def test_every_kind_that_can_be_asked_is_offered() -> None:
    assert set(offered.KINDS) == queries.ASKED


def test_a_tag_with_a_comma_is_one_choice_and_means_its_people() -> None:
    ids = people()
    tags.put("赤,白", nodes=[ids[2]], source="test", now=NOW)
    page = _shown("0.0.what=tag&0.0.tag=赤，白")
    assert (_fields(page), page.context["count"]) == ({"Tag": ["赤,白"]}, 1)


def test_tags_that_are_carried_can_be_chosen() -> None:
    ids = people()
    assert "Nobody carries a tag yet" in _shown("0.0.what=tag").content.decode()
    tags.put("VIP", nodes=[ids[2], ids[4]], source="test", now=NOW)
    page = _shown("0.0.what=tag&0.0.tag=VIP")
    assert (page.context["count"], _reasons(page), _fields(page)) == (
        2, [("Carries a tag", "VIP")] * 2, {"Tag": ["VIP"]},
    )  # fmt: skip
    tags.take_off("VIP", nodes=[ids[2], ids[4]], now=NOW)
    # What was chosen before stays to be seen.
    assert _fields(_shown("0.0.what=tag&0.0.tag=VIP")) == {"Tag": ["VIP"]}


def _noted(name: str, person: UUID, *, at: datetime) -> None:
    entry = timeline.EntryRecord(
        message_id=f"{name}{person}{at}", name=sources.NOTED + name, node_id=person, at=at, props={}
    )
    timeline.append([entry], source=timeline.internal_source(), now=clock.now())


def test_what_a_scenario_noted_is_chosen_by_the_name_of_the_house_and_counted_in_a_window(
    settings: Any, tmp_path: Path
) -> None:
    # The example's lake is of its own; without one the record is asked.
    settings.LAKE_PATH = tmp_path / "none"
    ids = people()
    assert "No scenario notes anything yet" in _shown("0.0.what=noted").content.decode()
    journeys.draft(
        key="k", name="VIP", now=NOW,
        graph={"entry": {"kind": "event", "event": "orders.OrderPlaced"},
               "steps": {"a": {"kind": "record", "name": "VIP候補", "next": ""}}, "first": "a"},
    )  # fmt: skip
    # What stands before the name is known on both floors.
    assert drawn.recorded_names() == {sources.NOTED + "VIP候補": "VIP候補"}
    today = clock.now()
    _noted("VIP候補", ids[2], at=today)
    _noted("VIP候補", ids[4], at=today - timedelta(days=60))
    _noted("別", ids[5], at=today)
    page = _shown("0.0.what=noted&0.0.note=VIP候補")
    assert (page.context["count"], _fields(page)["What was noted"]) == (2, ["VIP候補"])
    assert {(name, by.rpartition(" · ")[0]) for name, by in _reasons(page)} == {
        ("Noted by a scenario", "VIP候補 · 1 time")
    }
    counts = [_shown(f"0.0.what=noted&{more}").context["count"]
              for more in ("0.0.note=VIP候補&0.0.within=30", "0.0.within=30", "0.0.note=VIP候補&0.0.least=2")]  # fmt: skip
    assert counts == [1, 2, 0]


def test_a_rank_is_that_of_the_programme_by_its_name_and_the_profile_is_asked_apart() -> None:
    ids = people()
    for person, tier in ((ids[1], "gold"), (ids[3], "silver")):
        bulk.run(_TIER, [person, tier, NOW, NOW, NOW])
    Profile.objects.filter(person_id=ids[3]).update(rank="gold")
    page = _shown("0.0.what=tier&0.0.tier=gold")
    names = {one.code: one.name for one in loyalty.programme(NOW).tiers}
    assert (page.context["count"], _fields(page)) == (1, {"Member rank": list(names.values())})
    assert _reasons(page) == [("Member rank", names["gold"])]
    assert _reasons(_shown("0.0.what=member_rank&0.0.member_rank=gold")) == [("Rank in the profile", "gold")]


def test_tastes_are_offered_on_the_axes_that_there_are() -> None:
    ids = people()
    _leans(ids[1], "price", "high")
    _leans(ids[1], "colour", "red")
    _leans(ids[3], "price", "low")
    page = _shown("0.0.what=taste&0.0.price=high")
    assert (page.context["count"], _reasons(page)) == (1, [("Leaning", "Price band Upper third of prices")])
    assert _fields(page) == {
        "Category": [], "Price band": ["Lower third of prices", "Upper third of prices"], "Colour": ["red"],
    }  # fmt: skip


def test_kilometres_ask_for_a_shop_and_a_distance() -> None:
    ids = people()
    places.register_locations([places.LocationRecord(code="GINZA", name="Ginza", postal_code="1000005")])
    Profile.objects.filter(person_id=ids[5]).update(postal_code="100-0013")
    bulk.run(
        "INSERT INTO locations_shopreach (postal_code, location_id, km) SELECT '1000013', id, 2.46 FROM locations_location"
        " WHERE code = 'GINZA'"
    )
    assert "No positions of postal codes" in _shown("0.0.what=distance&0.0.location=GINZA").content.decode()
    near, far = (_shown(f"0.0.what=distance&0.0.location=GINZA&0.0.km={km}") for km in (3, 2))
    assert (near.context["count"], far.context["count"]) == (1, 0)
    assert _reasons(near) == [("Distance from a shop", "Ginza · 2.5 km")]
    assert "50" in _shown("0.0.what=distance&0.0.location=GINZA&0.0.km=51").context["trouble"]


_TIER = """
INSERT INTO loyalty_tierstate (node_id, tier, basis, rule_version, window_from, since, decided_at) VALUES (%s, %s, 0, 1, %s, %s, %s)
"""

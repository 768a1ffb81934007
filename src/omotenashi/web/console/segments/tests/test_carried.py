# SPDX-License-Identifier: Apache-2.0
"""The builder offers tags, tastes, usage and kilometres: what there is to choose, how many fit, and by what."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import bulk
from omotenashi.engagement.audience import queries
from omotenashi.insight.models import Taste
from omotenashi.people.customers.actions import tags
from omotenashi.people.customers.models import Profile
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

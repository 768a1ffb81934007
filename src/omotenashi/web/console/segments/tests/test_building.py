# SPDX-License-Identifier: Apache-2.0
"""Segments from conditions: and, or, not; the count is the list; what is kept, changed, refused, and who may."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.models import Segment, SegmentVersion
from omotenashi.engagement.audience.queries import Condition, Group, Rule
from omotenashi.people.customers.models import Profile
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.figures.tests.lake import people, stored
from omotenashi.web.console.segments import tree
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 15, tzinfo=UTC)
PAGE = "/console/segments/build/"
IN_SHOPS, ON_LINE = "0.0.what=bought&0.0.channel=STORE", "0.0.what=bought&0.0.channel=LINE"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("building") / "lake")


@pytest.fixture(autouse=True)
def shop_lake(settings: Any, example: Path) -> None:
    settings.LAKE_PATH = example


def _count(query: str) -> int | None:
    context: Any = shop.signed_in().get(f"{PAGE}?{query}").context
    found: int | None = context.get("count")
    return found


def _saved(query: str, **more: str) -> Any:
    return shop.signed_in().post(f"{PAGE}segment/", {"query": query, "name": "Mine", "key": "k", **more})


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", None),
        (IN_SHOPS, 6),
        (f"{IN_SHOPS}&0.0.least=2", 1),
        (f"{IN_SHOPS}&0.0.not=1", 2),
        (f"{IN_SHOPS}&0.1.what=bought&0.1.channel=LINE", 1),
        (f"{IN_SHOPS}&0.1.what=bought&0.1.channel=LINE&0.how=any", 6),
        (f"{ON_LINE}&1.0.what=prefecture&1.0.prefecture=東京都", 0),
        (f"{ON_LINE}&1.0.what=prefecture&1.0.prefecture=東京都&how=any", 2),
        (f"{ON_LINE}&0.not=1", 7),
        (f"{ON_LINE}&0.1.what=ltv", 1),  # nothing is said of the LTV yet
    ],
)
def test_conditions_are_joined_as_they_say(query: str, count: int | None) -> None:
    ids = people()
    Profile.objects.filter(person_id=ids[1]).update(prefecture="東京都")

    assert _count(query) == count


def test_what_is_kept_is_what_was_counted_and_follows_the_record() -> None:
    ids = people()
    shop.scored(ids[6], sales=900)
    answer = _saved(f"{ON_LINE}&0.1.what=ltv&0.1.from=500")
    one = Segment.objects.get()

    assert (answer.url, one.size, one.name) == (f"/console/segments/{one.pk}/", 1, "Mine")
    assert list(queries.members_of(one.pk).values_list("person_id", flat=True)) == [ids[6]]
    assert queries.definition_of(one) == Rule(Group("all", (Group("all", (
        Condition("bought", {"channel": "LINE"}), Condition("ltv", {"from": "500"}),
    )),)))  # fmt: skip
    page = shop.signed_in().get(f"/console/segments/{one.pk}/").content.decode()
    assert "Bought: LINE and LTV to date: At least 500 yen" in page


def test_pressed_twice_it_is_one_and_the_same_rule_is_offered_again() -> None:
    people()
    _saved(IN_SHOPS)
    _saved(IN_SHOPS)

    assert Segment.objects.count() == 1
    context: Any = shop.signed_in().get(f"{PAGE}?{IN_SHOPS}").context
    assert context["existing"] == Segment.objects.get()


def test_changed_conditions_are_another_version_and_tell_nobody() -> None:
    people()
    _saved(IN_SHOPS)
    one = Segment.objects.get()
    client = shop.signed_in()
    there: Any = client.get(f"/console/segments/{one.pk}/conditions/")
    assert parse_qs(urlsplit(there.url).query)["0.0.channel"] == ["STORE"]
    client.post(f"{PAGE}segment/", {"query": ON_LINE, "segment": str(one.pk)})
    one.refresh_from_db()

    assert (one.version, one.size, SegmentVersion.objects.count()) == (2, 1, 2)


def test_without_a_condition_or_a_name_nothing_is_made() -> None:
    for query, name in (("", "x"), (IN_SHOPS, " ")):
        answer = shop.signed_in().post(f"{PAGE}segment/", {"query": query, "name": name})
        assert (answer.status_code, Segment.objects.count()) == (422, 0)


def test_a_value_that_cannot_be_read_is_named() -> None:
    context: Any = shop.signed_in().get(f"{PAGE}?0.0.what=ltv&0.0.from=many").context
    assert "many" in context["trouble"]


def test_a_rule_that_cannot_be_asked_any_more_keeps_its_list_and_says_why() -> None:
    people()
    _saved(IN_SHOPS)
    one = Segment.objects.get()
    audience.redefine(one.pk, definition=Rule(Group("all", (Condition("moon"),))), now=NOW)
    with pytest.raises(Exception, match="moon"):
        audience.recompute(one.pk, now=NOW)
    text = shop.signed_in().get(f"/console/segments/{one.pk}/").content.decode()

    assert (Segment.objects.get().size, "A condition that is not known any more: moon" in text) == (6, True)
    assert "what: “moon” is not possible" in text


def test_those_of_today_can_be_kept_as_a_fixed_list() -> None:
    ids = people()
    _saved(ON_LINE, kind="fixed")
    one = Segment.objects.get()
    found = list(queries.members_of(one.pk).values_list("person_id", flat=True))

    meant = queries.definition_of(one)
    assert (isinstance(meant, queries.Manual), found, one.size) == (True, [ids[6]], 1)
    page = shop.signed_in(language="en").get(f"/console/segments/{one.pk}/").content.decode()
    assert "Those who met this when the list was made: Bought" in page
    # Whoever meets it later does not come in: the list is of that day.
    audience.recompute(one.pk, now=NOW + timedelta(days=400))
    assert list(queries.members_of(one.pk).values_list("person_id", flat=True)) == [ids[6]]


def test_the_first_people_say_by_what_they_fit_and_where_else_they_are() -> None:
    ids = people()
    Profile.objects.filter(person_id__in=[ids[1], ids[2]]).update(prefecture="東京都")
    listed = audience.create(key="list", name="List", definition=queries.Manual(), now=NOW)[0]
    audience.add(listed.pk, persons=[ids[1], ids[3]], now=NOW)
    context: Any = shop.signed_in().get(f"{PAGE}?0.0.what=prefecture&0.0.prefecture=東京都").context

    assert [values for one in context["people"] for _name, values in one["why"]] == ["東京都", "東京都"]
    assert [(one["name"], one["share"]) for one in context["overlaps"]] == [("List", 0.5)]


def test_a_segment_tells_how_it_follows_and_what_it_meant() -> None:
    people()
    _saved(IN_SHOPS)
    one, client = Segment.objects.get(), shop.signed_in()
    client.post(f"{PAGE}segment/", {"query": f"{ON_LINE}&0.1.what=ltv&0.1.from=1&0.how=any", "segment": str(one.pk)})
    context: Any = client.get(f"/console/segments/{one.pk}/").context

    assert ([each["number"] for each in context["versions"]], context["follows"][0]) == ([2, 1], "info")


def test_an_address_says_the_same_when_it_is_read_again() -> None:
    query = "how=any&0.how=all&0.0.what=bought&0.0.channel=EC&0.1.what=rank&0.1.not=1&0.1.rank=A%2CB&1.how=any&1.not=1&1.0.what=last&1.0.days_to=30"
    read = tree.read(QueryDict(query))
    assert tree.read(QueryDict(read.query())) == read
    assert tree.of_rule(read.rule()) == read


def test_presses_add_and_take_away() -> None:
    first = tree.read(QueryDict("do=group:bought"))
    second = tree.read(QueryDict(f"{first.query()}&do=&do=add:0:ltv"))
    assert [one.what for one in second.parts[0].conditions] == ["bought", "ltv"]
    assert tree.read(QueryDict(f"{second.query()}&do=drop:0:0")).query() == "0.how=all&0.0.what=ltv"
    assert tree.read(QueryDict(f"{first.query()}&do=drop:0:0")).parts == ()


@pytest.mark.parametrize(
    ("role", "status"), [("headquarters", 200), ("manager", 200), ("support", 200), ("clerk", 403), ("developer", 403)]
)
def test_whoever_may_make_segments_builds_them(role: str, status: int) -> None:
    assert shop.signed_in(role).get(PAGE).status_code == status


def test_support_does_not_see_who_the_few_are() -> None:
    people()
    context: Any = shop.signed_in("support").get(f"{PAGE}?{ON_LINE}").context
    assert (context["hidden"], context["people"]) == (True, [])


def test_people_are_found_and_put_on_a_list_by_hand_and_taken_off() -> None:
    ids = people()
    one = audience.create(key="list", name="List", definition=queries.Manual(), now=NOW)[0]
    client, place = shop.signed_in(), f"/console/segments/{one.pk}/people/"
    assert "Customer 3" in client.get(f"{place}found/?person=Customer 3").content.decode()
    client.post(place, {"person": str(ids[3])})
    assert list(queries.members_of(one.pk).values_list("person_id", flat=True)) == [ids[3]]
    client.post(f"{place}?person={ids[3]}&to=off")
    assert not queries.members_of(one.pk).exists()
    assert shop.signed_in("clerk").post(place, {"person": str(ids[3])}).status_code == 403
    assert AuditEntry.objects.filter(permission="segments.edit", was_allowed=False).count() == 1

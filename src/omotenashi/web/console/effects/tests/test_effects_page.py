# SPDX-License-Identifier: Apache-2.0
"""効果検証 in the office: who may see it, what it says, the people behind its numbers, the holdout."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/console/figures/effect/"


@pytest.fixture
def card() -> list[UUID]:
    """Forty people in each arm, reached 40 days ago; nobody bought."""
    now = clock.now()
    began = now - timedelta(days=40)
    records = [
        registrations.CustomerRecord(identifiers=(Identifier("member_no", f"M{one}"),), fields={}, observed_at=began)
        for one in range(80)
    ]
    people = [one.person_id for one in registrations.register(records, source="test", now=began) if one.person_id]
    insight.begin_experiment(
        key="card", name="Card", arms={"control": 5_000, "reached": 5_000}, planned_end_at=began, now=began
    )
    arms = {one: "control" if place < 40 else "reached" for place, one in enumerate(people)}
    insight.expose(experiment="card", persons=arms, now=began)
    return people


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize(
    ("role", "status", "file", "people"),
    [
        ("headquarters", 200, 200, 200),
        ("manager", 200, 200, 200),
        ("support", 200, 403, 403),
        ("developer", 200, 403, 403),
        ("clerk", 403, 403, 403),
    ],
)
def test_effects_are_for_those_who_may_see_figures(role: str, status: int, file: int, people: int) -> None:
    client = shop.signed_in(role)
    pages = ("", "card/", "card/people/?arm=control")
    assert [client.get(f"{PAGE}{part}").status_code for part in pages] == [status] * 3
    assert client.get(f"{PAGE}export/").status_code == file
    assert client.get(f"{PAGE}card/people/export/?arm=control").status_code == people


@pytest.mark.usefixtures("card")
def test_every_number_on_the_page_opens_as_many_people() -> None:
    client = shop.signed_in()
    text = client.get(f"{PAGE}card/").content.decode()
    links = re.findall(r'href="(/console/figures/effect/card/people/[^"]+)">n = (\d+)<', text)
    assert len(links) == 14  # two arms, two numbers of days that are over, three measures, and one segment
    for href, count in links:
        shown = client.get(href.replace("&amp;", "&")).content.decode()
        assert f"{count} people" in shown
    assert "Under observation" in text


def test_an_experiment_that_is_none_is_not_found_and_an_empty_page_says_what_to_do() -> None:
    client = shop.signed_in()
    assert client.get(f"{PAGE}none/").status_code == 404
    assert "No measure was compared yet" in client.get(PAGE).content.decode()


def test_only_the_office_switches_the_holdout_and_it_is_written_down() -> None:
    assert shop.signed_in("manager").post(f"{PAGE}holdout/", {"to": "off"}).status_code == 403
    assert queries.holdout_is_on(now=clock.now()) is True
    client = shop.signed_in()
    assert client.post(f"{PAGE}holdout/", {"to": "off"}).status_code == 302
    assert queries.holdout_is_on(now=clock.now()) is False
    assert "Switched off" in client.get(PAGE).content.decode()
    assert AuditEntry.objects.filter(subject="holdout").count() == 1
    assert client.post(f"{PAGE}holdout/", {"to": "on"}).status_code == 302
    assert queries.holdout_is_on(now=clock.now()) is True


@pytest.mark.usefixtures("card")
def test_a_page_needs_as_many_questions_however_many_people(django_assert_max_num_queries: object) -> None:
    client = shop.signed_in()
    client.get(f"{PAGE}card/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]  # the fixture's own type is not exported
        client.get(f"{PAGE}card/")


def test_the_people_of_a_number_become_a_segment_with_one_press(card: list[UUID]) -> None:
    client = shop.signed_in()
    page = client.get(f"{PAGE}card/people/?arm=control").content.decode()
    address = f"{PAGE}card/people/segment/?arm=control"
    assert (f'action="{address}"' in page, "Make a segment" in page) == (True, True)
    for _again in range(2):
        answer = client.post(address, {"key": "one"})
    made = Segment.objects.get()
    assert (answer.status_code, made.name, made.size) == (302, "Card · Control group · reached 30 days ago or more", 40)
    assert set(made.memberships.values_list("person_id", flat=True)) == set(card[:40])
    assert shop.signed_in("developer").post(address, {"key": "two"}).status_code == 403


@pytest.mark.usefixtures("card")
def test_experiments_are_searched_narrowed_and_taken_along_as_they_are_listed() -> None:
    client, now = shop.signed_in(), clock.now()
    insight.begin_experiment(
        key="late", name="A letter", arms={"control": 5_000, "reached": 5_000}, planned_end_at=now, now=now
    )
    # The holdout stands in the list once it was switched, under a name of its own in every language.
    insight.switch_holdout(on=False, now=now, by="test")
    year = f"Global holdout {clock.day_of(now).year}"

    def listed(query: str) -> list[str]:
        return sorted(row.label for row in client.get(f"{PAGE}{query}").context["page"].rows)

    assert listed("") == sorted(["A letter", "Card", year])
    assert (listed("?q=letter"), listed("?q=holdout"), listed("?q=none")) == (["A letter"], [year], [])
    assert (
        listed("?state=off"),
        listed("?state=over"),
        listed(f"?began_from={clock.day_of(now):%Y-%m-%d}&q=letter"),
    ) == ([year], [], ["A letter"])
    with_people, without = (client.get(f"{PAGE}export/{query}").content.decode() for query in ("?q=card", "?q=letter"))
    assert ("card" in with_people, "card" in without) == (True, False)


@pytest.mark.usefixtures("card")
def test_where_nobody_bought_no_interval_is_claimed() -> None:
    client = shop.signed_in()
    [row] = client.get(f"{PAGE}?q=card").context["page"].rows
    assert row.cells["difference"] == ("¥0", "nobody bought")
    page = client.get(f"{PAGE}card/").content.decode()
    assert ("Nobody of either group bought within 30 days" in page, "95%: ¥0" in page) == (True, False)


@pytest.mark.usefixtures("card")
def test_a_list_of_effects_can_be_asked_for_a_finding() -> None:
    now = clock.now()
    insight.begin_experiment(key="new", name="New", arms={"control": 5_000, "reached": 5_000}, now=now)
    insight.find_effects(now=now)
    client = shop.signed_in()

    def names(query: str) -> list[str]:
        context: Any = client.get(f"{PAGE}?{query}").context
        return [row.label for row in context["page"].rows]

    # Nobody of the card bought: no difference was seen. Of the new one nothing is known yet.
    assert [names(f"finding={one}") for one in ("none", "young", "more")] == [["Card"], ["New"], []]
    assert sorted(names("finding=none&finding=young")) == ["Card", "New"]
    assert [row["experiment"] for row in _file(client.get(f"{PAGE}export/?finding=none"))][:1] == ["card"]


def _file(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))

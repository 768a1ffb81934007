# SPDX-License-Identifier: Apache-2.0
"""課題から選ぶ: what the house's own numbers say is wrong, and the scenario that answers it in one press."""

from pathlib import Path
from typing import Any

import pytest

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.figures.tests import lake
from omotenashi.web.console.journeys import problems
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example as a lake, written once."""
    return lake.stored(tmp_path_factory.mktemp("problems") / "lake")


@pytest.fixture
def known(settings: Any, example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages read the worked example, however few its people are."""
    settings.LAKE_PATH = example
    monkeypatch.setattr(problems, "ENOUGH", 1)


@pytest.mark.usefixtures("known")
def test_the_numbers_of_a_sentence_are_those_of_the_page_it_leads_to() -> None:
    client = shop.signed_in(language="en")
    found = {one.code: one for one in client.get("/console/journeys/problems/").context["problems"]}
    second = found["second-purchase"]
    share = second.words.split("%")[0]
    assert (second.why, f"{share}%" in client.get(second.why).content.decode()) == (
        "/console/figures/f2/?days=180",
        True,
    )
    silent = found["dormant"]
    people = silent.words.split(" ")[0]
    assert f">{people}<" in client.get(silent.why).content.decode().replace("\n", "")


@pytest.mark.usefixtures("known")
def test_a_problem_becomes_its_scenario_in_one_press_and_then_leads_there() -> None:
    client = shop.signed_in()
    world.house()
    client.post("/console/journeys/ready/second-purchase/")
    made = Journey.objects.get()
    there = {one.code: one.there for one in client.get("/console/journeys/problems/").context["problems"]}
    assert (there["second-purchase"], there["dormant"]) == (f"/console/journeys/{made.pk}/", "")


@pytest.mark.usefixtures("known")
def test_too_few_people_are_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "ENOUGH", 1_000_000)
    assert shop.signed_in().get("/console/journeys/problems/").context["problems"] == []


def test_an_empty_record_says_nothing_and_whoever_may_not_write_is_not_asked(settings: Any, tmp_path: Path) -> None:
    settings.LAKE_PATH = tmp_path / "lake"
    page = shop.signed_in().get("/console/journeys/problems/")
    assert (
        page.content.decode().strip(),
        shop.signed_in("support").get("/console/journeys/problems/").status_code,
    ) == ("", 403)


def test_the_day_of_half_of_them_leads_to_the_scenario_that_writes_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "learnt", lambda **_now: {"second": 39})
    client = shop.signed_in(language="en")
    world.house()
    before = client.get("/console/journeys/send-day/").content.decode()
    client.post("/console/journeys/ready/second-purchase/")
    after = client.get("/console/journeys/send-day/").content.decode()
    assert ["within 39 days" in before, "/console/journeys/ready/second-purchase/" in before] == [True, True]
    assert (f'href="/console/journeys/{Journey.objects.get().pk}/"' in after, "ready/second-purchase" in after) == (
        True,
        False,
    )


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("role", "n", "asks"), [("headquarters", 1, True), ("headquarters", 2, False), ("support", 1, False)]
)
def test_both_pages_of_days_ask_for_it_of_who_may_write_after_the_first_purchase(role: str, n: int, asks: bool) -> None:
    client = shop.signed_in(role)
    pages = [
        client.get(f"/console/figures/{name}/?as_of=2025-12-31&n={n}", follow=True).content.decode()
        for name in ("interval", "conversion-days")
    ]
    assert ["/console/journeys/send-day/" in page for page in pages] == [asks] * 2

# SPDX-License-Identifier: Apache-2.0
"""The home page: the same numbers as the measures, one sentence, the weak point, tasks, the empty state."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from omotenashi.insight.measures import run
from omotenashi.web.console.home import warming
from omotenashi.web.console.home.numbers import Figure, Numbers, falls
from omotenashi.web.console.home.sentence import change_words, sentence, weak_point
from omotenashi.web.console.tests import shop


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def _numbers(**changed: Any) -> Numbers:
    figures = {
        "ltv": Figure(18420, 17695),
        "active": Figure(3000, 2900),
        "f2": Figure(33.0, 32.0),
        "cross_use": Figure(9.0, 8.0),
    }
    return Numbers(**{"as_of": date(2026, 11, 22), "f2_falls": 0, "tree": SimpleNamespace(), **figures, **changed})


def test_the_sentence_says_value_and_change() -> None:
    assert sentence(_numbers()) == "The 12-month LTV is ¥18,420, 4.1% more than last year."
    assert sentence(_numbers(ltv=Figure(18420, 19000))) == "The 12-month LTV is ¥18,420, 3.1% less than last year."
    assert (
        sentence(_numbers(ltv=Figure(18420)))
        == "The 12-month LTV is ¥18,420; 3,000 customers bought in the last 12 months."
    )


def test_the_weak_point_is_the_first_of_what_is_lost() -> None:
    assert weak_point(_numbers(f2_falls=3)).words == "F2 conversion has fallen 3 months in a row."
    assert weak_point(_numbers(f2=Figure(30.0, 32.4))).words == "F2 conversion is 2.4 points below last year."
    assert weak_point(_numbers(active=Figure(2700, 3000))).measure == "churn"
    assert weak_point(_numbers(ltv=Figure(17000, 18000))).measure == "kpi-tree"
    assert weak_point(_numbers(cross_use=Figure(7.0, 8.0))).measure == "cross-use"
    assert weak_point(_numbers()).words == "67% of new customers do not come back within 90 days."


def test_falls_are_counted_from_the_end() -> None:
    assert [falls(rates) for rates in ([], [3.0], [3.0, 2.0, 1.0], [1.0, 3.0, 2.0], [3.0, 2.0, 2.0])] == [0, 0, 2, 1, 0]


def test_points_are_said_in_words() -> None:
    assert [change_words(Figure(now, before)) for now, before in ((9.0, 8.0), (7.5, 8.0), (8.0, 8.0), (8.0, None))] == [
        "1.0 points up on last year", "0.5 points down on last year", "same as last year", "",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("shop_lake")
def test_the_figures_are_those_of_the_measures_and_tasks_open_as_many_people() -> None:
    client = shop.signed_in()
    context: Any = client.get("/console/").context
    assert [one["value"] for one in context["figures"]] == ["—", "8", "50.0%", "37.5%"]
    opened = [client.get(task.href).context["count"] for task in context["tasks"]]
    assert opened == [task.count for task in context["tasks"]]


@pytest.mark.django_db
@pytest.mark.usefixtures("shop_lake")
def test_a_clerk_gets_a_home_without_figures() -> None:
    answer: Any = shop.signed_in("clerk").get("/console/")
    assert (answer.status_code, "figures" in answer.context) == (200, False)


@pytest.mark.django_db
@pytest.mark.usefixtures("shop_lake")
def test_home_needs_few_queries() -> None:
    client = shop.signed_in()
    client.get("/console/")
    assert shop.queries_of(client, "/console/") <= 12


@pytest.mark.django_db
@pytest.mark.usefixtures("shop_lake")
def test_a_warmed_home_asks_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.opened()
    assert warming.warm() == 1
    monkeypatch.setattr(run, "answer", None)
    assert shop.signed_in().get("/console/").status_code == 200


@pytest.mark.django_db
def test_a_new_retailer_is_shown_the_one_next_step(empty_lake: Path) -> None:
    text = shop.signed_in().get("/console/").content.decode()
    assert ('href="/console/imports/"' in text, "omotenashi demo" in text) == (True, True)

# SPDX-License-Identifier: Apache-2.0
"""LTV予測 in the office: who may see it, the reason instead of a number, the list, and the card of 顧客カルテ."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from omotenashi.engagement.audience.models import Segment
from omotenashi.insight.models import Prediction, ValueModel
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/console/figures/ltv-forecast/"
DAY = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
REFUSED = {"code": "too_few_repeaters", "phrase": "Too few came back: %(n)s customers bought again, at least %(least)s are needed.", "values": {"n": 3, "least": 500}}  # fmt: skip


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record with orders."""
    monkeypatch.setattr("omotenashi.insight.queries.span", lambda: (DAY, DAY))


def fitted(*, refused: bool = False) -> ValueModel:
    """A model as `foresee` leaves it."""
    group = {"customers": 10, "expected": 900.0, "actual": 1000.0, "error": 50.0}
    told: dict[str, Any] = {
        "refused": [REFUSED] if refused else [],
        "warnings": [],
        "fits": {
            "bgnbd": {"parameters": {"r": 0.25, "alpha": 4.0, "a": 0.8, "b": 2.4},
                      "standard_errors": {"r": 0.01, "alpha": 0.3, "a": 0.1, "b": None}},
        },
        "population": {"customers": 20, "repeaters": 10, "value": 12345.0, "expected": 7.0, "correlation": 0.1},
        "holdout": {"days": 91, "expected": 9000.0, "actual": 10000.0, "mae": 5.0, "mae_of_zero": 6.0, "coverage": 81.0,
                    "groups": [group, group], "by_frequency": [group]},
    }  # fmt: skip
    return ValueModel.objects.create(started_at=NOW, finished_at=NOW, as_of=DAY, answers=not refused, told=told)


def foreseen(person: UUID, model: ValueModel, *, repeats: int = 3) -> Prediction:
    """What a model says of a person."""
    return Prediction.objects.create(
        person_id=person, version=model.version, repeats=repeats, p_alive=0.625, expected=2.5, expected_low=0,
        expected_high=5, spend=4321, value=10803, value_low=0, value_high=22222, next_date=date(2026, 3, 4), as_of=DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "status"), [("headquarters", 200), ("manager", 200), ("developer", 200), ("clerk", 403)]
)
def test_the_forecast_is_for_those_who_may_see_figures(role: str, status: int) -> None:
    fitted()
    assert shop.signed_in(role).get(PAGE).status_code == status


def test_before_the_first_fit_the_page_offers_one_and_asks_only_once() -> None:
    client = shop.signed_in()
    assert "No model was fitted yet" in client.get(PAGE).content.decode()
    said = [client.post(f"{PAGE}runs/", follow=True).content.decode() for _ in range(2)]
    assert ["The models will be fitted." in one for one in said] == [True, False]
    assert "Somebody has asked for it already." in said[1]


def test_a_model_that_refuses_gives_its_reason_and_no_number() -> None:
    fitted(refused=True)
    page = shop.signed_in().get(PAGE).content.decode()
    assert "Too few came back: 3 customers bought again, at least 500 are needed." in page
    assert "¥12,345" not in page


def test_customers_stand_in_the_order_of_their_value_and_who_bought_once_is_not_judged() -> None:
    model = fitted()
    _node, one = shop.person(1, name="山田 花子")
    _node, other = shop.person(2, name="佐藤 太郎")
    foreseen(one, model)
    Prediction.objects.filter(pk=foreseen(other, model, repeats=0).pk).update(value=99999)
    page = shop.signed_in().get(PAGE).content.decode()
    assert page.index("佐藤 太郎") < page.index("山田 花子")
    assert ("62.5%" in page, "Bought once: cannot be told yet" in page, "¥12,345" in page) == (True, True, True)
    found = shop.signed_in().get(PAGE + "?value_to=20000").content.decode()
    assert ("佐藤 太郎" in found, "山田 花子" in found) == (False, True)


def test_the_record_of_a_customer_shows_value_interval_and_model() -> None:
    model = fitted()
    _node, one = shop.person(1, name="山田 花子")
    foreseen(one, model)
    card = shop.signed_in().get(f"/console/customers/{one}/more/").content.decode()
    assert ("¥10,803" in card, "¥0 – ¥22,222" in card, "62.5%" in card, f"Model {model.version}" in card) == (True,) * 4


def test_the_record_says_why_there_is_no_forecast() -> None:
    fitted(refused=True)
    _node, one = shop.person(1, name="山田 花子")
    card = shop.signed_in().get(f"/console/customers/{one}/more/").content.decode()
    assert "Too few came back: 3 customers bought again" in card


def test_the_customers_that_match_become_a_segment_with_one_press() -> None:
    model = fitted()
    page = shop.signed_in()
    people = [shop.person(n)[1] for n in range(3)]
    for n, person in enumerate(people):
        foreseen(person, model, repeats=n)
    assert 'action="/console/figures/ltv-forecast/segment/?view=once"' in page.get(f"{PAGE}?view=once").content.decode()
    assert page.post(f"{PAGE}segment/?view=once", {"key": "k"}).status_code == 302
    made = Segment.objects.get()
    assert (made.name, list(made.memberships.values_list("person_id", flat=True))) == (
        "LTV forecast: Bought once: cannot be told yet", [people[0]],
    )  # fmt: skip


@pytest.mark.parametrize(("role", "status"), [("developer", 403), ("clerk", 403)])
def test_who_makes_no_segments_makes_none_of_the_forecast(role: str, status: int) -> None:
    fitted()
    assert (shop.signed_in(role).post(f"{PAGE}segment/").status_code, Segment.objects.count()) == (status, 0)


@pytest.mark.parametrize(
    ("tried", "chosen", "says", "figures"),
    [
        ({"tried": True, "chosen": True}, "Purchases and usage", "was better, by more than chance", ["¥2,623", "¥2,252", "× 2.70"]),
        ({"tried": True, "chosen": False}, "Purchases alone", "was not better by more than chance", ["¥2,623", "¥2,252", "× 2.70"]),
        ({"people": 7}, "Purchases alone", "usage was told of 7 customers, 100 are needed", []),
        ({}, "Purchases alone", "do not carry the model", []),
    ],
)  # fmt: skip
def test_the_page_says_whether_usage_serves_and_by_which_errors(
    tried: dict[str, Any], chosen: str, says: str, figures: list[str]
) -> None:
    usage = {"people": 500, "least": 100, "tried": False, "chosen": False, "weights": [0.39, 2.7, 1.0],
             "rmse": [2622.6, 2252.1], "mae": [1201.7, 1066.3], **tried}  # fmt: skip
    model = fitted()
    model.told["usage"] = usage
    model.save()
    page = shop.signed_in(language="en").get("/console/figures/ltv-forecast/").content.decode()
    card = page.partition("Usage after the purchase")[2].partition("</section>")[0]
    assert (chosen in card, says in card, [one for one in figures if one not in card]) == (True, True, [])


def test_a_model_from_before_usage_was_tried_says_nothing_of_it() -> None:
    fitted()
    assert (
        "Usage after the purchase"
        not in shop.signed_in(language="en").get("/console/figures/ltv-forecast/").content.decode()
    )

# SPDX-License-Identifier: Apache-2.0
"""Published results hold when our own import and our own measures compute them.

The data lie beside the project (`../shared/data`); without them the tests say so and are skipped.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from omotenashi.base import clock
from omotenashi.base.text import postal
from omotenashi.commerce.orders.models import ReturnLine
from omotenashi.connectors.csv.sync.files import import_file
from omotenashi.insight import actions as insight
from omotenashi.places.locations import actions as locations

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]


def _expected(shared: Path, name: str) -> dict[str, Any]:
    cases = json.loads((shared / "data" / "expected.json").read_text("utf-8"))
    found: dict[str, Any] = next(case["expected"] for case in cases if case["id"] == name)
    return found


def _row(measure: str, **params: str) -> dict[str, Any]:
    answer = insight.measure(name=measure, params=params, now=clock.now())
    row: dict[str, Any] = answer["rows"][0]
    return row


@pytest.fixture
def file_of(shared: Path) -> Any:
    def find(*parts: str) -> Path:
        path = shared.joinpath("data", *parts)
        if not path.exists():
            pytest.skip(f"{'/'.join(parts)} is not in ../shared/data")
        return path

    return find


def test_online_retail_has_its_published_profile_and_rfm(shared: Path, file_of: Any) -> None:
    path = file_of("transactions", "online_retail.parquet")
    locations.set_up_retailer(name="UCI", currency="GBP", zone="Europe/London")
    result = import_file(path=path, options={"currency": "GBP"})
    assert result.problem == ""
    insight.refresh(now=clock.now(), rebuild=True)

    told, found = _expected(shared, "RFM-D1"), _row("profile")
    assert {
        "rows": found["all_lines"],
        "invoices": found["documents"],
        "customers": found["customers"],
        "rows_without_customer": found["lines_without_customer"],
        "cancel_rows": ReturnLine.objects.filter(of__number__startswith="C").count(),
        "countries": found["countries"],
        "first": found["first_moment"][:19].replace("T", " "),
        "last": found["last_moment"][:19].replace("T", " "),
    } == {name: told[name] for name in told if name not in {"revenue", "exact_duplicate_rows"}}
    assert found["net"] / 100 == pytest.approx(told["revenue"], abs=0.01)
    assert f"{told['exact_duplicate_rows']:,}".replace(",", "") in " ".join(result.notes).replace(",", "")

    told = _expected(shared, "RFM-D2")
    params = {"as_of": "2011-12-10", "returns": "ignore", "same_day": "separate"}
    found = _row("profile", **params)
    people = insight.measure(name="customers", params=params, now=clock.now())["rows"]
    numbers = _member_numbers()
    top = sorted(people, key=lambda person: -person["amount"])[:3]
    days = sorted(person["days"] for person in people)
    assert found["priced_lines"] == told["rows"]
    assert len(people) == told["customers"]
    assert sum(person["purchases"] for person in people) == told["invoices"]
    assert sum(person["amount"] for person in people) / 100 == pytest.approx(told["revenue"], abs=0.01)
    assert (days[len(days) // 2] + days[(len(days) - 1) // 2]) / 2 == told["median_R"]
    assert [[int(numbers[p["person"]]), p["days"], p["purchases"], p["amount"] / 100] for p in top] == told["top"]


def test_the_complete_journey_has_its_published_profile(shared: Path, file_of: Any) -> None:
    path = file_of("completejourney", "transactions.parquet")
    locations.set_up_retailer(name="CJ", currency="USD", zone="America/New_York")
    result = import_file(path=path, options={"currency": "USD"})
    assert result.problem == ""
    insight.refresh(now=clock.now(), rebuild=True)

    told = _expected(shared, "CJ-D1")
    found = _row("profile", zero="include")
    counted = {
        "lines": found["all_lines"],
        "households": found["customers"],
        "products": found["products"],
        "stores": found["locations"],
        "trips": found["documents"],
        "max_trips": found["max_orders"],
    }
    assert counted == {name: told[name] for name in counted}
    assert found["gross"] / 100 == pytest.approx(told["sales"], abs=0.01)
    assert found["discount"] / 100 == pytest.approx(told["retail_disc"], abs=0.01)
    assert found["coupon"] / 100 == pytest.approx(told["coupon_disc"], abs=0.01)
    assert found["mean_basket"] / 100 == pytest.approx(told["avg_basket"], abs=0.01)
    assert found["median_basket"] / 100 == pytest.approx(told["median_basket"], abs=0.01)
    assert found["orders_per_customer"] == pytest.approx(told["trips_per_hh"], abs=0.05)
    assert found["amount_per_customer"] / 100 == pytest.approx(told["spend_per_hh"], abs=0.05)
    assert found["max_amount"] / 100 == pytest.approx(told["max_spend"], abs=0.01)


def test_postal_codes_are_those_of_japan_post(shared: Path, file_of: Any) -> None:
    told = _expected(shared, "JP-D2")
    for code in ("1540024", "1000001"):
        place = postal.lookup(code)
        assert place is not None
        assert [place.prefecture, place.city, place.town] == told[f"c{code}"]


def _member_numbers() -> dict[int, str]:
    sql = (
        "SELECT p.seq, n.value FROM customers_person p JOIN customers_nodeperson np ON np.person_id = p.id"
        " JOIN customers_node n ON n.id = np.node_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())

# SPDX-License-Identifier: Apache-2.0
"""発注提案 in the office: who sees which shop's proposals, what a page says, and what becomes of a proposal."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.stock.models import Transfer
from omotenashi.insight.models import DemandForecast, DemandModel, SupplyTerms
from omotenashi.people.staff.models import AuditEntry, Staff
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/console/demand/"
NOW, DAY = datetime(2026, 1, 15, tzinfo=UTC), date(2026, 1, 15)
MARKS = {"wape": 1.1, "wape_weeks": 0.5, "mase": 0.9, "bias": -0.02, "squared": 50.0}
KIND = {
    "winner": "seasonal", "baseline": "seasonal", "spread": 0.1, "series": 40, "coverage_week": 0.9, "coverage_month": 0.82,
    "methods": {"seasonal": MARKS, "naive": {**MARKS, "squared": 100.0}},
}  # fmt: skip


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record with orders, of which the lake of this test knows none."""
    monkeypatch.setattr("omotenashi.insight.queries.span", lambda: (DAY, DAY))
    monkeypatch.setattr("omotenashi.insight.queries.sales_of", lambda *_a, **_k: {date(2026, 1, 9): 3})


def night(**more: Any) -> DemandModel:
    """A night as `foretell_demand` leaves it."""
    told = {"methods": {"seasonal": MARKS, "naive": MARKS}, "classes": {"seldom": KIND}, "origins": 4, "horizon": 28,
            "series": 40, "out_days": 17}  # fmt: skip
    return DemandModel.objects.create(
        **{"started_at": NOW, "finished_at": NOW, "as_of": DAY, "series": 4, "told": told, **more}
    )


def place(code: str) -> Location:
    return Location.objects.get(code=code)


def proposal(sku: str, code: str, *, wanted: int = 4, quantity: int = 4, **more: Any) -> DemandForecast:
    """Nine asked for, one there."""
    product, _new = Product.objects.get_or_create(code=sku, defaults={"name": f"茶 {sku}", "changed_in": 0})
    variant, _new = Variant.objects.get_or_create(product=product, sku=sku)
    facts: dict[str, Any] = {
        "version": 1, "variant_id": variant.pk, "location_id": place(code).pk, "source_id": place("DC").pk, "kind": "seldom",
        "method": "seasonal", "weeks": [2.5] * 8, "spread": 0.1, "free": 1, "coming": 0, "held": 1, "lead_days": 2,
        "review_days": 7, "service": 95, "expected": 3.2, "reorder_point": 5, "target": 5, "wanted": wanted,
        "quantity": quantity, "risk": 0.8, "missing": 2.4, "at_stake": 2_400, "out_on": date(2026, 1, 18), "sold_28": 9,
        "out_days": 3, "as_of": DAY,
    }  # fmt: skip
    return DemandForecast.objects.create(**{**facts, **more})


def opened(role: str = "headquarters", *, at: str = "") -> Client:
    """Two shops and a warehouse; somebody of a role, perhaps of a shop, is signed in."""
    client = shop.signed_in(role)
    places.register_locations(
        [places.LocationRecord(code="S2", name="横浜店"), places.LocationRecord(code="DC", name="倉庫", kind="dc")]
    )
    if at:
        Staff.objects.filter(role=role).update(location_id=place(at).pk)
    return client


def test_the_office_sees_every_place_and_a_shop_its_own() -> None:
    client = opened()
    night()
    mine, other = proposal("A1", "S1"), proposal("B1", "S2")
    page = client.get(PAGE).content.decode()
    assert ("茶 A1" in page, "茶 B1" in page, "80% held" in page) == (True, True, True)
    for role, status in (("manager", 302), ("clerk", 403)):
        client = opened(role, at="S1")
        page = client.get(PAGE).content.decode()
        assert ("茶 A1" in page, "茶 B1" in page) == (True, False)
        seen = [client.get(f"{PAGE}{one.variant_id}/{one.location_id}/").status_code for one in (mine, other)]
        assert seen == [200, 404]
        asked = client.post(f"{PAGE}export/", {"encoding": "utf-8"})
        assert [b"A1" in b"".join(asked), client.post(f"{PAGE}runs/newest/cancellation/").status_code] == [True, status]
        assert b"B1" not in b"".join(client.post(f"{PAGE}export/", {"encoding": "utf-8"}))


def test_who_belongs_to_a_shop_and_was_given_none_sees_nothing() -> None:
    client = opened("clerk")
    night()
    proposal("A1", "S1")
    assert "茶 A1" not in client.get(PAGE).content.decode()


def test_a_shop_plans_its_own_transfers_once_and_no_others() -> None:
    client = opened("manager", at="S1")
    night()
    mine, other = proposal("A1", "S1"), proposal("B1", "S2")
    for one in (mine, mine, other):
        assert client.post(f"{PAGE}transfers/", {"place": one.location_id}).status_code == 302
    found = Transfer.objects.get()
    assert (found.destination.code, [line.asked for line in found.lines.all()]) == ("S1", [4])
    mine.refresh_from_db()
    assert (mine.transfer_id, mine.accepted_at is not None) == (found.pk, True)
    assert "Transfer planned" in client.get(f"{PAGE}?view=planned").content.decode()
    assert client.post(f"{PAGE}transfers/", {"proposal": "nonsense"}).status_code == 302
    assert Transfer.objects.count() == 1


def test_one_sku_says_why_and_shows_its_weeks() -> None:
    client = opened()
    night()
    one = proposal("A1", "S1", quantity=3)
    page = client.get(f"{PAGE}{one.variant_id}/{one.location_id}/").content.decode()
    assert "That is too few: an order of 4 fills up to 5." in page
    assert "The warehouse can send 3 of it now." in page
    assert "Plan a transfer of 3" in page
    assert page.count("</title></circle>") == 8
    bought = proposal("B1", "DC", source_id=None)
    page = client.get(f"{PAGE}{bought.variant_id}/{bought.location_id}/").content.decode()
    assert ("There is no order to suppliers" in page, "Plan a transfer of" in page) == (True, False)


def test_a_list_finds_by_place_state_and_word_with_as_many_reads_for_one_as_for_three() -> None:
    client = opened()
    night()
    proposal("A1", "S1")
    one = shop.queries_of(client, PAGE)
    proposal("B1", "S2", wanted=0, quantity=0)
    proposal("C1", "S2", quantity=0)
    proposal("D1", "S2", held=0)
    assert shop.queries_of(client, PAGE) == one

    def names(query: str) -> list[str]:
        page = client.get(f"{PAGE}{query}").content.decode()
        return [sku for sku in ("A1", "B1", "C1", "D1") if f"茶 {sku}" in page]

    assert names("") == ["A1", "C1", "D1"]
    assert (names("?place=S2"), names("?state=wait"), names("?view=gone")) == (["C1", "D1"], ["C1"], ["D1"])
    assert names("?view=all") == ["A1", "B1", "C1", "D1"]


def test_before_the_first_night_and_without_a_forecast_the_page_says_so() -> None:
    client = opened()
    assert "Nothing was foretold yet" in client.get(PAGE).content.decode()
    said = [client.post(f"{PAGE}runs/", follow=True).content.decode() for _ in range(2)]
    assert ["Demand will be foretold." in one for one in said] == [True, False]
    night(refused="too_short", told={})
    assert "Sales of less than 12 weeks are known" in client.get(PAGE).content.decode()


def test_terms_are_for_the_office_and_kept_only_when_they_make_sense() -> None:
    for role, status in (("manager", 403), ("developer", 403), ("headquarters", 200)):
        client = opened(role)
        assert client.get(f"{PAGE}terms/").status_code == status
    there = place("S1").pk

    def saved(**posted: str) -> list[tuple[UUID, int, int, int]]:
        assert client.post(f"{PAGE}terms/{there}/", posted).status_code == 302
        return list(SupplyTerms.objects.values_list("location_id", "lead_days", "review_days", "service"))

    assert saved(lead_days="99", review_days="7", service="95") == []
    assert saved(lead_days="3", review_days="14", service="98") == [(there, 3, 14, 98)]
    assert saved(usual="1") == []
    assert AuditEntry.objects.filter(permission="settings.edit", subject="supply:S1").count() == 3

# SPDX-License-Identifier: Apache-2.0
"""From sales and stock to proposals that are kept and taken up: whole nights only, nothing planned twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Transfer, TransferLine
from omotenashi.insight import actions as insight
from omotenashi.insight import queries, supply
from omotenashi.insight.actions import demanding, nights
from omotenashi.insight.demand.sold import Sold
from omotenashi.insight.demand.tests.worlds import drawn
from omotenashi.insight.models import DemandForecast, DemandModel
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 1, 15, tzinfo=UTC)
SKUS = 12


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, db: None) -> Sold:
    """A warehouse, two shops, an online shop; twelve SKUs, plenty of each in the warehouse and one in each shop."""
    places.set_up_retailer(name="花店")
    places.register_locations(
        [places.LocationRecord(code=code, name=code) for code in ("S1", "S2")]
        + [
            places.LocationRecord(code="DC", name="DC", kind="dc"),
            places.LocationRecord(code="WEB", name="W", kind="virtual"),
        ]
    )
    sold, _rates = drawn(skus=SKUS, days=200, mean=1.0)
    made = [Product(code=f"K{n}", name=f"N{n}", published_at=NOW, changed_in=0) for n in range(SKUS)]
    Product.objects.bulk_create(made)
    Variant.objects.bulk_create([Variant(product=one, sku=f"K{n:04d}", price=1_000) for n, one in enumerate(made)])
    counts = [
        stock.CountRecord(sku=f"K{n:04d}", location=place, on_hand=many)
        for n in range(SKUS)
        for place, many in (("DC", 500), ("S1", 1), ("S2", 1))
    ]
    stock.count(counts, source="test", key="opening", now=NOW - timedelta(days=9))
    monkeypatch.setattr(supply, "sales_until", lambda _day: sold)
    monkeypatch.setattr(queries, "span", lambda: (date(2025, 7, 1), date(2026, 1, 14)))
    return sold


def proposed(place: str = "S1") -> list[DemandForecast]:
    """What one shop may be sent."""
    found = queries.proposals(location_id=Location.objects.get(code=place).pk)
    return list(found.filter(quantity__gt=0, source_id__isnull=False).order_by("id"))


def test_a_night_keeps_one_row_a_sku_and_place_with_its_reason(shop: Sold) -> None:
    run = insight.DEMAND.run(now=NOW)
    assert (run.finished_at is not None, run.series, run.refused, run.as_of) == (True, 3 * SKUS, "", date(2026, 1, 15))
    assert queries.newest_demand() == run
    assert DemandForecast.objects.filter(wanted__gt=0).count() == run.proposals
    one = max(proposed(), key=lambda found: found.at_stake)
    assert (one.free, one.coming, one.held, one.lead_days, one.review_days) == (1, 0, 1, 2, 7)
    assert (one.wanted, one.quantity) == (one.target - 1, one.target - 1)
    assert one.at_stake == round(one.missing * 1_000)
    assert len(queries.bands(one)) == len(one.weeks) == 8


def test_a_proposal_becomes_one_transfer_however_often_it_is_asked_for(shop: Sold) -> None:
    insight.DEMAND.run(now=NOW)
    wanted = {one.variant_id: one.quantity for one in proposed()}
    keys = [one.pk for one in proposed()]
    [made] = insight.take_up(keys, actor="staff:1", now=NOW)
    assert insight.take_up(keys, actor="staff:1", now=NOW) == []
    transfer = Transfer.objects.get()
    assert (transfer.pk, transfer.source.code, transfer.destination.code, transfer.state) == (made, "DC", "S1", "draft")
    assert dict(TransferLine.objects.values_list("variant_id", "asked")) == wanted
    # What is planned is on its way: the next night does not propose it again.
    insight.DEMAND.run(now=NOW + timedelta(days=1))
    assert proposed() == []


def test_each_pair_of_places_has_its_own_transfer_and_purchases_have_none(shop: Sold) -> None:
    insight.DEMAND.run(now=NOW)
    keys = list(DemandForecast.objects.values_list("pk", flat=True))
    assert len(insight.take_up(keys, now=NOW)) == 2
    assert sorted(Transfer.objects.values_list("destination__code", flat=True)) == ["S1", "S2"]


def test_a_night_that_fails_or_is_stopped_leaves_what_was_kept(shop: Sold, monkeypatch: pytest.MonkeyPatch) -> None:
    first = insight.DEMAND.run(now=NOW)
    before = list(DemandForecast.objects.order_by("id").values())

    def stopped(_own: Any, stage: str, _done: int, _steps: int) -> None:
        # At the last moment: all the rows are made, none may be seen.
        if stage == "keeping":
            assert insight.DEMAND.cancel(now=NOW)

    monkeypatch.setattr(nights, "_tick", stopped)
    run = insight.DEMAND.run(now=NOW + timedelta(days=1))
    assert (run.cancelled_at is not None, run.finished_at) == (True, None)
    monkeypatch.setattr(demanding, "_WRITE", "SELECT %s, %s, 1 / 0")
    monkeypatch.setattr(nights, "_tick", lambda *_how_far: None)
    with pytest.raises(Exception, match="division by zero"):
        insight.DEMAND.run(now=NOW + timedelta(days=2))
    failed = queries.running_demand()
    assert failed is not None
    assert failed.failed_at is not None
    assert list(DemandForecast.objects.order_by("id").values()) == before
    assert queries.newest_demand() == first


def test_a_record_that_carries_nothing_keeps_its_reason_and_no_proposals(
    shop: Sold, monkeypatch: pytest.MonkeyPatch
) -> None:
    insight.DEMAND.run(now=NOW)
    monkeypatch.setattr(supply, "sales_until", lambda _day: drawn(skus=SKUS, days=40)[0])
    run = insight.DEMAND.run(now=NOW + timedelta(days=1))
    assert (run.refused, DemandForecast.objects.count()) == ("too_short", 0)


def test_terms_are_set_by_hand_learned_or_usual_and_hold_from_the_next_night(shop: Sold) -> None:
    first = Location.objects.get(code="S1")
    usual = {one.place.code: (one.lead_days, one.said) for one in queries.supply_terms()}
    assert usual == {"DC": (14, "usual"), "S1": (2, "usual"), "S2": (2, "usual")}
    there, variant = Location.objects.get(code="S2"), Variant.objects.get(sku="K0000")
    for n in range(5):
        made = Transfer.objects.create(
            key=f"t{n}",
            source=first,
            destination=there,
            state="received",
            drafted_at=NOW,
            received_at=NOW + timedelta(days=n),
        )
        TransferLine.objects.create(transfer=made, variant=variant, asked=1)
    # Half of them took no more than two days.
    insight.set_supply_terms(first.pk, lead_days=5, review_days=14, service=99, now=NOW)
    insight.set_supply_terms(there.pk, lead_days=5, review_days=14, service=99, now=NOW)
    insight.forget_supply_terms(there.pk)
    assert {one.place.code: (one.lead_days, one.said) for one in queries.supply_terms()} == {
        "DC": (14, "usual"), "S1": (5, "set"), "S2": (2, "learned"),
    }  # fmt: skip
    insight.DEMAND.run(now=NOW)
    assert {(one.lead_days, one.review_days, one.service) for one in proposed()} == {(5, 14, 99)}


def test_it_is_due_once_a_day(shop: Sold) -> None:
    hours = (0, 1, 19, 21)
    due = [insight.DEMAND.run_if_due(now=NOW + timedelta(hours=one)) for one in hours]
    assert due == [True, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_asking_twice_is_asking_once() -> None:
    assert [insight.DEMAND.ask(), insight.DEMAND.ask()] == [True, False]
    assert ProcrastinateJob.objects.filter(task_name="insight.demand_now").count() == 1


def test_the_command_answers_as_every_measure_does(shop: Sold) -> None:
    found = insight.measure(name="demand", params={}, now=NOW)
    assert (found["measure"], found["answers"], found["as_of"]) == ("demand", True, "2026-01-15")
    assert {row["method"] for row in found["rows"]} >= {"naive", "weekday", "zero", "sba", "tsb"}
    assert DemandModel.objects.count() == 0

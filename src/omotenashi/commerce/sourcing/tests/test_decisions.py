# SPDX-License-Identifier: Apache-2.0
"""Decisions: kept with their reasons, made once per key, made again when a location says no."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.sourcing import actions as sourcing
from omotenashi.commerce.sourcing import queries
from omotenashi.commerce.sourcing.models import Decision
from omotenashi.commerce.sourcing.rules import Ask, BadStrategy, Need, Piece
from omotenashi.commerce.stock import actions as stock
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 1, 10, 3, tzinfo=UTC)
ORDER = UUID(int=7)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    """A warehouse in Saitama and two shops; all hold the shirt, only the shops the cap."""
    locations.set_up_retailer(name="試験商店")
    locations.register_channels(["EC"])
    locations.register_locations(
        [
            locations.LocationRecord(code="DC", name="倉庫", kind="dc", prefecture="埼玉県"),
            locations.LocationRecord(code="GINZA", name="銀座店", prefecture="東京都"),
            locations.LocationRecord(code="UMEDA", name="梅田店", prefecture="大阪府"),
        ]
    )
    catalogue.register([catalogue.ProductRecord(sku=sku, code=sku) for sku in ("SHIRT", "CAP")])
    held = [("SHIRT", "DC", 9), ("SHIRT", "GINZA", 2), ("SHIRT", "UMEDA", 2), ("CAP", "GINZA", 1), ("CAP", "UMEDA", 1)]
    records = [stock.CountRecord(sku=sku, location=place, on_hand=n) for sku, place, n in held]
    stock.count(records, source="test", key="1", now=NOW)


def _ask(*skus: str, region: str = "大阪府") -> Ask:
    ids = dict(Variant.objects.values_list("sku", "id"))
    return Ask(needs=tuple(Need(line=sku, variant_id=ids[sku], quantity=1) for sku in skus), region=region)


def _codes(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    codes = dict(Location.objects.values_list("id", "code"))
    return [(piece.line, codes[piece.location_id]) for piece in pieces]


def _decide(ask: Ask, key: str = "k", now: datetime = NOW) -> sourcing.Decided:
    return sourcing.decide(ask, order_id=ORDER, channel="EC", key=key, now=now)


def test_one_parcel_from_the_customers_own_region() -> None:
    assert _codes(_decide(_ask("SHIRT", "CAP")).pieces) == [("SHIRT", "UMEDA"), ("CAP", "UMEDA")]


def test_a_decision_is_kept_with_what_spoke_for_it() -> None:
    _decide(_ask("SHIRT", "CAP"))
    kept = Decision.objects.get()
    assert [(row["code"], row["chosen"], row["refused"], row["scores"]["lines"]) for row in kept.candidates] == [
        ("UMEDA", True, "", 2),
        ("DC", False, "", 1),
        ("GINZA", False, "", 2),
    ]
    assert (kept.version, kept.is_exact, kept.chosen["totals"]["splits"], kept.strategy["name"]) == (
        1,
        True,
        1,
        "default",
    )


def test_a_key_decides_once() -> None:
    first = _decide(_ask("SHIRT", "CAP"))
    stock.count(
        [stock.CountRecord(sku="CAP", location="UMEDA", on_hand=0)],
        source="test",
        key="2",
        now=NOW + timedelta(hours=1),
    )
    assert _decide(_ask("SHIRT", "CAP")) == first
    assert Decision.objects.count() == 1


def test_who_said_no_is_not_asked_again_and_the_older_decision_stays() -> None:
    ask = _ask("SHIRT", "CAP")
    _decide(ask)
    places = dict(Location.objects.values_list("code", "id"))
    again = sourcing.replan(
        order_id=ORDER, needs=ask.needs, without=places["UMEDA"], channel="EC", reason="not_found", key="r1", now=NOW
    )
    assert _codes(again.pieces) == [("SHIRT", "GINZA"), ("CAP", "GINZA")]
    last = sourcing.replan(
        order_id=ORDER, needs=ask.needs, without=places["GINZA"], channel="EC", reason="busy", key="r2", now=NOW
    )
    assert (_codes(last.pieces), [need.line for need in last.missing]) == ([("SHIRT", "DC")], ["CAP"])
    assert [(d.version, d.reason) for d in queries.decisions_of(ORDER)] == [(3, "busy"), (2, "not_found"), (1, "")]


def test_a_decision_is_never_changed() -> None:
    _decide(_ask("SHIRT"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(reason="other")
    assert Decision.objects.get().reason == ""


def test_a_new_strategy_counts_from_now_on() -> None:
    sourcing.choose_strategy(name="近い順", rules=["distance"], costs={}, now=NOW)
    assert _codes(_decide(_ask("SHIRT", region="埼玉県")).pieces) == [("SHIRT", "DC")]
    sourcing.choose_strategy(
        name="店から", rules=[], costs={"parcel": 0, "far": 0, "shop_labour": -500}, now=NOW + timedelta(1)
    )
    assert _codes(_decide(_ask("SHIRT", region="埼玉県"), key="k2").pieces) == [("SHIRT", "GINZA")]


def test_a_strategy_of_unknown_words_is_refused() -> None:
    with pytest.raises(BadStrategy):
        sourcing.choose_strategy(name="?", rules=["moon"], costs={}, now=NOW)
    assert queries.strategy_in_use().name == "default"


def test_a_shop_takes_no_more_in_an_hour_than_it_can_pick() -> None:
    Location.objects.filter(code="UMEDA").update(picks_per_hour=1)
    first = sourcing.decide(_ask("SHIRT"), order_id=uuid4(), channel="EC", key="a", now=NOW)
    second = sourcing.decide(_ask("SHIRT"), order_id=uuid4(), channel="EC", key="b", now=NOW)
    later = sourcing.decide(_ask("SHIRT"), order_id=uuid4(), channel="EC", key="c", now=NOW + timedelta(minutes=61))
    assert [_codes(x.pieces)[0][1] for x in (first, second, later)] == ["UMEDA", "GINZA", "UMEDA"]

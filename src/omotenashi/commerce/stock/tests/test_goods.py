# SPDX-License-Identifier: Apache-2.0
"""Goods that move: physical facts win, and whatever is missing because of it is explained."""

import pytest

from omotenashi.base.outbox.models import Event
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries
from omotenashi.commerce.stock.models import Movement, Shortage, StockLevel
from omotenashi.commerce.stock.tests.shelf import (
    HANA,
    LATER,
    NOW,
    breaches,
    furnish,
    hold,
    lay,
    level,
    sell,
    want,
    where,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    furnish()


def ledger(reason: str | None = None) -> list[tuple[str, str, int]]:
    found = Movement.objects.exclude(source="test").order_by("source_key")
    rows = found.values_list("bucket", "reason", "delta")
    return [row for row in rows if reason in (None, row[1])]


def shortages() -> list[tuple[int, int, str]]:
    return list(Shortage.objects.order_by("id").values_list("quantity", "remaining", "resolution"))


def test_a_sale_at_the_till_takes_what_lies_there() -> None:
    sold = sell(want("A", "GINZA", 2), want("B", "GINZA"), key="t")
    assert (sold.is_new, sold.found, sold.shortages) == (True, 0, ())
    assert (level("A"), level("B"), ledger()) == (
        (3, 0, 0, 0),
        (4, 0, 0, 0),
        [("on_hand", "sale", -2), ("on_hand", "sale", -1)],
    )
    found = Movement.objects.filter(source="till").first()
    assert found is not None
    assert (found.ref, found.actor, found.device) == ("receipt", "clerk", "till 1")


def test_a_sale_that_comes_twenty_times_is_one_sale() -> None:
    assert [sell(want("A", "GINZA"), key="t").is_new for _ in range(20)] == [True] + [False] * 19
    assert (level(), breaches()) == ((4, 0, 0, 0), [])


def test_the_last_promised_unit_is_sold_and_a_shortage_opens() -> None:
    stock.allocate([want("A", "GINZA", 5)], owner=HANA, key="a", now=NOW)
    sold = sell(want("A", "GINZA", 2), key="t")
    assert (level(), shortages(), breaches()) == ((3, 0, 5, 2), [(2, 2, "")], [])
    assert [each.pk for each in queries.shortages()] == list(sold.shortages)
    assert Event.objects.filter(name="stock.ShortageOpened").get().payload["quantity"] == 2


def test_a_unit_the_book_does_not_have_is_found_first_and_the_book_is_believed_less() -> None:
    sold = sell(want("A", "GINZA", 7), key="t")
    assert (sold.found, level(), ledger()) == (2, (0, 0, 0, 0), [("on_hand", "sale", -7), ("on_hand", "found", 2)])
    doubted = StockLevel.objects.get(variant__sku="A", location__code="GINZA")
    assert (doubted.confidence, doubted.doubt, doubted.count_wanted_at) == (65, 30, NOW)
    assert [each.pk for each in queries.to_count(location_id=doubted.location_id)] == [doubted.pk]
    assert breaches() == []


def test_a_variant_that_never_lay_there_can_be_sold_there() -> None:
    StockLevel.objects.filter(variant__sku="A", location__code="UENO").delete()
    assert sell(want("A", "UENO"), key="t").found == 1
    assert level("A", "UENO") == (0, 0, 0, 0)


def test_a_shortage_ends_when_holds_lapse_goods_come_or_the_owner_lets_go() -> None:
    hold(want("A", "GINZA", 1), key="cart", kind="cart")
    sold = stock.allocate([want("A", "GINZA", 4)], owner=HANA, key="a", now=NOW)
    sell(want("A", "GINZA", 3), key="t")
    assert level() == (2, 1, 4, 3)
    stock.expire(now=LATER)
    stock.put_back([want("A", "GINZA")], bucket="on_hand", key="p", ref="", now=NOW)
    assert (level(), shortages()) == ((3, 0, 4, 1), [(3, 1, "found")])
    stock.release(allocations=sold, resolution="refunded", now=NOW)
    assert (level(), shortages(), breaches()) == ((3, 0, 0, 0), [(3, 0, "refunded")], [])


def test_a_count_that_finds_less_than_was_promised_opens_a_shortage_and_one_that_finds_more_ends_it() -> None:
    stock.allocate([want("A", "GINZA", 4)], owner=HANA, key="a", now=NOW)
    lay({("A", "GINZA"): 1}, key="less")
    assert (level(), shortages(), breaches()) == ((1, 0, 4, 3), [(3, 3, "")], [])
    lay({("A", "GINZA"): 9}, key="more")
    assert (level(), shortages(), breaches()) == ((9, 0, 4, 0), [(3, 0, "found")], [])


def test_a_count_that_others_were_promised_from_is_not_taken_back() -> None:
    stock.allocate([want("A", "GINZA", 4)], owner=HANA, key="a", now=NOW)
    back = stock.take_back(source="test", key="opening", now=NOW)
    assert (back.reversed, back.kept, level(), breaches()) == (3, 1, (5, 0, 4, 0), [])


def test_a_promised_unit_that_the_book_lost_is_handed_over_all_the_same() -> None:
    sold = stock.allocate([want("A", "GINZA", 5)], owner=HANA, key="a", now=NOW)
    sell(want("A", "GINZA", 2), key="t")
    handed = stock.take_out(allocations=sold, now=NOW)
    assert (handed.found, level(), shortages(), breaches()) == (2, (0, 0, 0, 0), [(2, 0, "found")], [])


def test_goods_change_their_bucket_and_are_written_off() -> None:
    stock.shift([want("A", "GINZA", 2)], from_bucket="on_hand", to_bucket="damaged", key="d", now=NOW)
    stock.shift([want("A", "GINZA")], from_bucket="damaged", to_bucket=None, key="w", now=NOW)
    stock.shift([want("A", "GINZA")], from_bucket="damaged", to_bucket=None, key="w", now=NOW)
    found = StockLevel.objects.get(variant__sku="A", location__code="GINZA")
    assert (found.on_hand, found.damaged, breaches()) == (3, 1, [])
    assert ledger("shrink") == [("damaged", "shrink", -1)]


def test_who_yields_goes_by_what_it_costs_and_holds_go_at_once() -> None:
    lay({("A", "GINZA"): 9}, key="more")
    hold(want("A", "GINZA"), key="cart", kind="cart")
    hold(want("A", "GINZA"), key="pay")
    stock.reserve([want("A", "GINZA")], kind="try_on", owner=HANA, key="try", expires_at=LATER, now=NOW)
    ship, pickup = (stock.allocate([want("A", "GINZA", 2)], owner=HANA, key=k, now=NOW)[0] for k in ("s", "p"))
    sell(want("A", "GINZA", 8), key="t")
    variant, location = where("A", "GINZA")
    left = stock.give_way(variant_id=variant, location_id=location, pickups=[pickup], now=NOW)
    assert [each.standing for each in left] == ["payment", "ship", "pickup"]
    assert [each.id for each in left][1:] == [ship, pickup]
    assert (level(), breaches()) == ((1, 1, 4, 4), [])


def test_what_happened_is_told_with_before_and_after() -> None:
    sell(want("A", "GINZA", 5), key="t")
    told = Event.objects.filter(name__startswith="stock.").order_by("name").values_list("name", "payload")
    assert [(name, body.get("free_before"), body.get("free")) for name, body in told] == [
        ("stock.StockChanged", 5, 0),
        ("stock.StockRanOut", None, None),
    ]


def test_nobody_sells_less_than_one() -> None:
    with pytest.raises(ValueError, match="one or more"):
        sell(want("A", "GINZA", 0), key="t")
    assert level() == (5, 0, 0, 0)

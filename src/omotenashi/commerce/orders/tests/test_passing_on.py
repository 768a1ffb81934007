# SPDX-License-Identifier: Apache-2.0
"""Who was to send does not: the credit goes to whoever sends instead, to the yen, and the shares stay a whole."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions import cancelling, crediting
from omotenashi.commerce.orders.actions.placing import Credit, Placed
from omotenashi.commerce.orders.models import Attribution
from omotenashi.commerce.orders.tests.drafts import placed, stocked, wanted
from omotenashi.commerce.orders.tests.records import NOW
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Location

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(db: None) -> Placed:
    """Sold in Ginza for ¥1,001, to be sent by B: three pieces."""
    stocked()
    locations.register_locations([locations.LocationRecord(code=code, name=code) for code in "BCD"])
    seller = Credit(touch="till", location="GINZA")
    return placed(
        wanted("A", 1_001, quantity=3, credits=crediting.with_fulfillers(seller, {"B": 3}, percent=30)),
        channel="STORE", location="GINZA",
    )  # fmt: skip


def _place(code: str) -> UUID:
    return Location.objects.get(code=code).pk


def _passes(made: Placed, from_: str, to: dict[str, int], *, of: int) -> int:
    whole = {_place(code): n for code, n in to.items()}
    return crediting.pass_on(made.lines[0], place=_place(from_), to=whole, of=of, now=NOW)


def _credit() -> dict[str, int]:
    """What each place is credited with now; nothing may be broken."""
    found = Counter[str]()
    for code, amount in Attribution.objects.values_list("location__code", "amount"):
        found[code] += amount
    assert orders.broken(NOW + timedelta(days=1)) == []
    return {code: amount for code, amount in sorted(found.items()) if amount}


def test_another_place_sends_it_and_has_the_credit(sold: Placed) -> None:
    assert _credit() == {"B": 300, "GINZA": 701}
    assert (_passes(sold, "B", {"C": 3}, of=3), _credit()) == (300, {"C": 300, "GINZA": 701})
    # Nobody sends it twice: what is no longer there does not go again.
    assert (_passes(sold, "B", {"D": 3}, of=3), _credit()) == (0, {"C": 300, "GINZA": 701})
    assert (_passes(sold, "C", {"D": 3}, of=3), _credit()) == (300, {"D": 300, "GINZA": 701})


def test_a_part_goes_by_its_pieces_and_the_rest_stays(sold: Placed) -> None:
    _passes(sold, "B", {"C": 1, "D": 1}, of=3)
    assert _credit() == {"B": 100, "C": 100, "D": 100, "GINZA": 701}


def test_the_seller_who_sends_it_after_all_is_the_seller_again(sold: Placed) -> None:
    _passes(sold, "B", {"GINZA": 3}, of=3)
    assert _credit() == {"GINZA": 1_001}
    assert Attribution.objects.filter(evidence__part="fulfilment", location__code="GINZA").count() == 0


def test_what_is_taken_back_afterwards_comes_off_those_who_send_now(sold: Placed) -> None:
    _passes(sold, "B", {"C": 3}, of=3)
    cancelling.cancel(sold.order_id, lines={sold.lines[0]: 3}, reason="", key="c", now=NOW)
    assert _credit() == {}
    assert Attribution.objects.filter(location__code="B").count() == 2


def test_what_goes_to_another_is_not_told_as_goods_given_back(sold: Placed) -> None:
    _passes(sold, "B", {"C": 3}, of=3)
    found = orders.credited(NOW - timedelta(days=1), NOW + timedelta(days=1), by="location")
    names = dict(Location.objects.values_list("pk", "code"))
    assert {names[one.party]: (one.sent, one.returned) for one in found} == {
        "GINZA": (0, 0),
        "C": (300, 0),
        "B": (0, 0),
    }

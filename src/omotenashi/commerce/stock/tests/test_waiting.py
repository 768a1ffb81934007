# SPDX-License-Identifier: Apache-2.0
"""Whoever waits for goods hears of it once when they are there again, or cost less than what was seen."""

from datetime import timedelta
from uuid import UUID

import pytest

from omotenashi.base.outbox.models import Event
from omotenashi.commerce.catalogue.actions import prices, waiting, wishes
from omotenashi.commerce.catalogue.models import Wish
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.tests.shelf import NOW, SOON, furnish, hold, lay, want, where
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.places.locations import actions as locations

pytestmark = pytest.mark.django_db


def who(name: str) -> UUID:
    """Give the node of somebody."""
    record = CustomerRecord(identifiers=(Identifier("email", f"{name}@mail.example"),), observed_at=NOW)
    [outcome] = customers.register([record], source="test", now=NOW)
    assert outcome.node_id is not None
    return outcome.node_id


def told(name: str = "catalogue.BackInStock") -> list[tuple[UUID, str, str]]:
    """Give who was told what, in order: node, why or price, place."""
    found = Event.objects.filter(name=name).order_by("id").values_list("payload", flat=True)
    return [(UUID(one["node_id"]), str(one.get("why", one.get("amount"))), one.get("location", "")) for one in found]


def test_who_asked_or_wished_is_told_once_when_it_is_there_again() -> None:
    furnish(0)
    hana, ken = who("hana"), who("ken")
    variant = where("A", "GINZA")[0]
    wishes.add(node_id=hana, variant_id=variant, now=NOW)
    wishes.ask(node_id=hana, variant_id=variant, now=NOW)
    wishes.add(node_id=ken, variant_id=variant, now=NOW)
    assert stock.tell_waiting(now=NOW) == 0
    lay({("A", "UENO"): 3}, key="lorry")
    assert (stock.tell_waiting(now=SOON), stock.tell_waiting(now=SOON)) == (2, 0)
    assert sorted(told()) == sorted([(hana, "asked", ""), (ken, "wished", "")])


def test_who_asked_for_one_shop_hears_of_that_shop_alone() -> None:
    furnish(0)
    hana = who("hana")
    variant, place = where("A", "GINZA")
    wishes.ask(node_id=hana, variant_id=variant, location_id=place, now=NOW)
    lay({("A", "UENO"): 3}, key="lorry")
    assert stock.tell_waiting(now=NOW) == 0
    lay({("A", "GINZA"): 1}, key="van")
    assert stock.tell_waiting(now=SOON) == 1
    assert told() == [(hana, "asked", "GINZA")]


def test_what_others_were_promised_is_not_there_and_comes_back_when_the_promise_ends() -> None:
    furnish(0)
    lay({("A", "GINZA"): 1}, key="one")
    hana = who("hana")
    wishes.add(node_id=hana, variant_id=where("A", "GINZA")[0], now=NOW)
    hold(want("A", "GINZA"), key="h")
    assert stock.tell_waiting(now=NOW) == 0
    stock.expire(now=SOON)
    assert (stock.tell_waiting(now=SOON), told()) == (1, [(hana, "wished", "")])


def test_who_was_answered_is_not_told_again() -> None:
    furnish(0)
    hana = who("hana")
    variant = where("A", "GINZA")[0]
    wishes.ask(node_id=hana, variant_id=variant, now=NOW)
    lay({("A", "UENO"): 3}, key="lorry")
    stock.tell_waiting(now=SOON)
    assert wishes.answered(node_id=hana, sku="A", now=SOON) == 1
    lay({("A", "UENO"): 0}, key="gone")
    stock.tell_waiting(now=SOON)
    lay({("A", "UENO"): 2}, key="again")
    assert (stock.tell_waiting(now=SOON), len(told())) == (0, 1)


def test_a_wish_that_costs_less_is_told_and_small_steps_add_up() -> None:
    furnish(1)
    locations.register_channels(["EC"])
    hana = who("hana")
    prices.open_list(code="ec", channel="EC")
    wishes.add(node_id=hana, variant_id=where("A", "GINZA")[0], now=NOW)
    fallen = []
    for hour, amount in enumerate([1000, 970, 949, 948, 1200, 1100]):
        at = NOW + timedelta(hours=hour)
        prices.set_price(prices.PriceChange(sku="A", list="ec", amount=amount), now=at)
        fallen.append(waiting.note_prices(now=at))
    assert fallen == [0, 0, 1, 0, 0, 1]
    assert told("catalogue.PriceDropped") == [(hana, "949", ""), (hana, "1100", "")]
    assert Wish.objects.get().seen_amount == 1100

# SPDX-License-Identifier: Apache-2.0
"""Prices by channel, group, quantity and period: one answer for a moment, and a past that stays."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base.tests.together import together
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue import queries
from omotenashi.commerce.catalogue.actions import ProductRecord, prices
from omotenashi.commerce.catalogue.actions.prices import PriceChange
from omotenashi.commerce.catalogue.models import Price, PriceSlot, Variant
from omotenashi.commerce.catalogue.rules import changes
from omotenashi.commerce.catalogue.rules.changes import EmptyPeriod, Period, PriceInThePast
from omotenashi.places.locations import actions as locations

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
# Tomorrow, 0:00 in Japan.
MIDNIGHT = datetime(2026, 11, 22, 15, tzinfo=UTC)
LAST_MINUTE = MIDNIGHT - timedelta(minutes=1)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def furnish() -> None:
    locations.register_channels(["EC", "STORE", "LINE"])
    catalogue.register([ProductRecord(sku=sku, code=sku, price=1000, tax_rate=10) for sku in ("A", "B")])
    prices.open_list(code="standard")


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    furnish()


def price(sku: str = "A", *, at: datetime = NOW, channel: str = "EC", group: str | None = None, n: int = 1) -> int:
    key = Variant.objects.get(sku=sku).pk
    return queries.prices_of([key], channel=channel, group=group, at=at, quantity=n)[key].amount


def put(amount: int, *, now: datetime = NOW, **said: object) -> bool:
    return prices.set_price(PriceChange(sku="A", amount=amount, **said), now=now)  # type: ignore[arg-type]  # as named


def test_a_variant_without_a_list_costs_what_it_says() -> None:
    key = Variant.objects.get(sku="A").pk
    assert queries.prices_of([key], channel="EC", at=NOW) == {key: queries.Priced(1000, 10, True, "")}


def test_what_has_no_price_is_left_out() -> None:
    catalogue.register([ProductRecord(sku="X", code="X")])
    assert queries.prices_of([Variant.objects.get(sku="X").pk], channel="EC", at=NOW) == {}


@pytest.mark.parametrize("channel", ["EC", "STORE", "LINE"])
def test_all_channels_switch_at_the_minute(channel: str) -> None:
    put(900)
    put(800, start=MIDNIGHT)
    assert [price(at=at, channel=channel) for at in (NOW, LAST_MINUTE, MIDNIGHT)] == [900, 900, 800]
    key = Variant.objects.get(sku="A").pk
    assert queries.prices_of([key], channel=channel, at=NOW)[key].until == MIDNIGHT


def test_a_campaign_of_a_channel_stands_over_the_others_for_its_period() -> None:
    put(900)
    prices.open_list(code="line", channel="LINE", start=MIDNIGHT, end=MIDNIGHT + HOUR, priority=10)
    put(500, list="line")
    moments = (NOW, MIDNIGHT, MIDNIGHT + HOUR)
    assert [price(at=at, channel="LINE") for at in moments] == [900, 500, 900]
    assert [price(at=at, channel="EC") for at in moments] == [900, 900, 900]


def test_a_group_and_a_quantity_have_their_own_price() -> None:
    prices.open_list(code="staff", customer_group="staff")
    put(700, list="staff")
    put(900)
    put(850, min_quantity=10)
    assert (price(), price(group="staff"), price(group="other")) == (900, 700, 900)
    assert (price(n=9), price(n=10)) == (900, 850)


def test_a_sale_with_an_end_lets_the_running_price_come_back() -> None:
    put(900)
    put(600, start=MIDNIGHT, end=MIDNIGHT + HOUR)
    assert [price(at=at) for at in (LAST_MINUTE, MIDNIGHT, MIDNIGHT + HOUR)] == [900, 600, 900]


def test_a_price_without_an_end_runs_until_the_next_that_is_planned() -> None:
    put(800, start=MIDNIGHT)
    put(900)
    assert [price(at=at) for at in (NOW, LAST_MINUTE, MIDNIGHT)] == [900, 900, 800]


def test_the_past_is_never_rewritten() -> None:
    put(900)
    put(800, now=MIDNIGHT)
    assert [price(at=at) for at in (NOW, LAST_MINUTE, MIDNIGHT)] == [900, 900, 800]
    with pytest.raises(PriceInThePast):
        put(1, now=MIDNIGHT, start=NOW)
    assert price(at=NOW) == 900


def test_the_same_price_again_changes_nothing() -> None:
    assert [put(900), put(900), put(900, now=MIDNIGHT)] == [True, False, False]
    assert Price.objects.count() == 1


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(EmptyPeriod):
        put(900, start=MIDNIGHT, end=MIDNIGHT)
    assert Price.objects.count() == 0


def test_who_names_what_does_not_exist_hears_which() -> None:
    wanted = [PriceChange(sku="A", amount=1), PriceChange(sku="Q", amount=1), PriceChange(sku="A", amount=1, list="no")]
    with pytest.raises(prices.Unknown) as refused:
        prices.set_prices(wanted, now=NOW)
    assert (refused.value.names, PriceSlot.objects.count()) == (("Q", "no"), 0)


def test_the_database_refuses_overlapping_prices() -> None:
    put(900)
    slot = PriceSlot.objects.get()
    for start, end in ((NOW, None), (MIDNIGHT, MIDNIGHT + HOUR), (None, NOW + HOUR)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Price.objects.create(slot=slot, amount=1, valid=DateTimeTZRange(start, end))
    Price.objects.create(slot=slot, amount=1, valid=DateTimeTZRange(None, NOW))
    other = PriceSlot.objects.create(variant=Variant.objects.get(sku="B"), list=slot.list)
    Price.objects.create(slot=other, amount=1, valid=DateTimeTZRange(NOW, None))
    assert Price.objects.count() == 3


def test_any_number_of_prices_is_one_statement() -> None:
    keys = list(Variant.objects.values_list("pk", flat=True))
    put(900)
    for some in (keys[:1], keys):
        with CaptureQueriesContext(connection) as seen:
            found = queries.prices_of(some, channel="EC", at=NOW)
        assert (len(seen), set(found)) == (1, set(some))


def test_prices_are_set_in_bulk() -> None:
    catalogue.register([ProductRecord(sku=f"S{n}", code=f"S{n}") for n in range(200)])
    wanted = [PriceChange(sku=f"S{n}", amount=n) for n in range(200)]
    assert [prices.set_prices(wanted, now=NOW) for _ in range(2)] == [200, 0]
    assert price("S7") == 7


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_two_who_set_one_price_at_once_leave_one_that_runs() -> None:
    done = together([lambda n=n: put(n) for n in range(100, 108)])  # type: ignore[misc]  # bound per job
    assert done == [True] * 8
    running = Price.objects.filter(valid__contains=NOW).values_list("amount", flat=True)
    assert list(running) == [price()]


MOMENTS = st.integers(0, 20).map(lambda hours: NOW + hours * HOUR)
CHANGES = st.lists(st.tuples(MOMENTS, st.none() | st.integers(1, 10), st.integers(0, 3)), max_size=8)


@given(CHANGES)
def test_periods_never_overlap_and_say_what_was_put_last(wanted: list[tuple[datetime, int | None, int]]) -> None:
    periods: list[Period] = []
    says: dict[datetime, int] = {}
    hours = [NOW + n * HOUR for n in range(40)]
    for start, length, amount in wanted:
        end = None if length is None else start + length * HOUR
        until = end or min((p.start for p in periods if p.start and p.start > start), default=hours[-1] + HOUR)
        says |= {hour: amount for hour in hours if start <= hour < until}
        periods = changes.changed(periods, Period(start, end, amount))
    assert all(a.end is not None and b.start is not None and a.end <= b.start for a, b in pairwise(periods))
    found = {h: p.amount for p in periods for h in hours if (p.start or NOW) <= h and (p.end is None or h < p.end)}
    assert found == says

# SPDX-License-Identifier: Apache-2.0
"""What a quote reads: everything at one moment, and nothing that was remembered too long."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions.placing import ContactDetails

_LEGAL = ("quantity", "price", "payment", "delivery", "period", "withdrawal")
SALE = loyalty.CampaignRecord(code="SALE", name="Sale", terms={"kind": "percent", "value": 10})


def _quote(basket_id: UUID, nodes: tuple[UUID, ...] = ()) -> queries.Quote:
    return queries.quote(Basket.objects.get(pk=basket_id), node_ids=nodes, now=NOW)


@pytest.mark.django_db
def test_a_quote_is_one_read_however_many_lines_and_campaigns(django_assert_num_queries: Any) -> None:
    shop.furnish()
    node = shop.member(points=500)
    loyalty.save_campaign(SALE, now=NOW)
    basket = Basket.objects.get(pk=shop.basket(("SHIRT", 1), ("MUG", 2), ("CAP", 1), nodes=(node,)))
    queries.quote(basket, node_ids=[node], now=NOW)
    with django_assert_num_queries(1):
        said = queries.quote(basket, node_ids=[node], now=NOW)
    assert (len(said.lines), said.points_left, [each[0] for each in said.campaigns]) == (3, 500, ["SALE"])


@pytest.mark.django_db
def test_a_campaign_that_changed_counts_at_once() -> None:
    shop.furnish()
    basket = shop.basket(("SHIRT", 1))
    loyalty.save_campaign(SALE, now=NOW)
    assert _quote(basket).goods == 1980
    loyalty.save_campaign(replace(SALE, terms={"kind": "percent", "value": 50}), now=NOW)
    assert _quote(basket).goods == 1100
    loyalty.stop_campaign(code="SALE", now=NOW)
    assert _quote(basket).goods == 2200


@pytest.mark.django_db
def test_who_bought_a_gift_card_has_bought_nothing_yet() -> None:
    shop.furnish()
    node = shop.member()
    loyalty.save_campaign(replace(SALE, terms={"kind": "percent", "value": 10, "first_order": True}), now=NOW)
    basket = shop.basket(("SHIRT", 1), nodes=(node,))
    giver = ContactDetails(name="花子", mail="hanako@example.jp")
    checkout.place_gift(
        amount=5_000,
        buyer=giver,
        recipient=giver,
        confirmation=dict.fromkeys(_LEGAL, "見た"),
        channel="EC",
        node_ids=[node],
        key="g",
        now=NOW,
    )
    assert _quote(basket, (node,)).goods == 1980
    shop.order(basket, nodes=(node,))
    assert _quote(shop.basket(("SHIRT", 1), nodes=(node,)), (node,)).goods == 2200


@pytest.mark.django_db(transaction=True)
def test_what_another_process_changed_counts_at_the_next_quote() -> None:
    shop.furnish()
    basket = shop.basket(("SHIRT", 1))
    loyalty.save_campaign(SALE, now=NOW)
    assert _quote(basket).goods == 1980
    known = connection.get_connection_params()
    address = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
    with psycopg.connect(**address) as other:
        other.execute('UPDATE loyalty_campaign SET terms = \'{"kind": "percent", "value": 50}\', version = version + 1')
    assert _quote(basket).goods == 1100


@pytest.mark.django_db
def test_a_basket_begins_with_what_lies_in_it() -> None:
    shop.furnish()
    items = [
        checkout.Item(variant_id=shop.variant(sku), quantity=n) for sku, n in (("SHIRT", 1), ("MUG", 2), ("CAP", 0))
    ]
    opened = checkout.open_basket(channel="EC", items=items, points=7, coupons=[" A ", "A", ""], now=NOW)
    found = queries.basket_by_token(opened.token)
    assert found is not None
    assert (found.pk, found.points, found.coupons, found.opened_at) == (opened.basket_id, 7, ["A"], NOW)
    assert [(line.variant.sku, line.quantity) for line in queries.lines_of(found.pk)] == [("SHIRT", 1), ("MUG", 2)]


@pytest.mark.django_db
def test_a_basket_cannot_begin_with_what_cannot_be() -> None:
    shop.furnish()
    shirt = shop.variant("SHIRT")
    for wrong in (
        checkout.Item(variant_id=shirt, quantity=1000),
        checkout.Item(variant_id=shirt, quantity=1, mode="fly"),
    ):
        with pytest.raises(checkout.BadBasket):
            checkout.open_basket(channel="EC", items=[wrong], now=NOW)
    with pytest.raises(checkout.BadBasket):
        checkout.open_basket(channel="EC", points=-1, now=NOW)
    assert Basket.objects.count() == 0

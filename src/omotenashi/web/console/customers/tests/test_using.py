# SPDX-License-Identifier: Apache-2.0
"""What somebody has in use, on 顧客カルテ, on the line of time and on the page of the product."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import translation

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.usage import actions as usage
from omotenashi.web.console.customers.using import told
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _read(node: UUID, progress: float) -> None:
    catalogue.register([catalogue.ProductRecord(sku="BOOK-1", code="BOOK", name="茶の本")])
    said = usage.Said(product="BOOK", kind="read", progress=progress)
    record = usage.UsageRecord(node_id=node, said=said, at=clock.now() - timedelta(hours=1))
    assert usage.note([record], now=clock.now()) == ["created"]


def test_the_card_shows_how_far_somebody_is() -> None:
    client = shop.signed_in()
    node, person = shop.person(1)
    _read(node, 0.6)
    [one] = client.get(reverse("console:customer-more", args=[person])).context["using"]
    assert (one["name"], one["kind"], one["percent"], one["is_finished"]) == ("茶の本", "Read", 60, False)
    story = client.get(reverse("console:customer", args=[person])).content.decode()
    assert "Read 60% of 茶の本" in story


def test_the_product_counts_who_began_who_finished_and_which_buyers_did_not() -> None:
    client = shop.signed_in()
    for number, progress in ((1, 1.0), (2, 0.5), (3, 0.0)):
        node, _person = shop.person(number)
        _read(node, progress)
    product = Product.objects.get(code="BOOK")
    [one] = client.get(reverse("console:product", args=[product.pk])).context["completion"]
    assert {name: one[name] for name in ("kind", "people", "begun", "finished", "mean", "silent")} == {
        "kind": "Read", "people": 3, "begun": 2, "finished": 1, "mean": 50, "silent": 0,
    }  # fmt: skip


def test_an_entry_that_says_nonsense_is_told_all_the_same() -> None:
    with translation.override("en"):
        said = [told(props) for props in ({"progress": "x"}, {"kind": "opened", "name": "箱"})]
    assert said == ["Used 0% of —", "Opened 箱"]

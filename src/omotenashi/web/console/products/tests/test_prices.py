# SPDX-License-Identifier: Apache-2.0
"""価格: what holds now by channel, what is planned, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from omotenashi.base import clock
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Price, PriceList, Product, Variant
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
LIST = {"code": "sale", "name": "Sale", "channel": "EC", "priority": "10"}


def _product() -> Product:
    shop.ordered("1")
    return Product.objects.get(code="A")


def _written(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_a_price_is_set_now_and_another_planned_to_the_minute() -> None:
    client, product = shop.signed_in(), _product()
    address = f"/console/products/{product.pk}/prices/"
    client.post(f"{address}lists/", LIST)
    assert PriceList.objects.get(code="sale").channel_id == "EC"
    client.post(f"{address}new/", {"sku": "all", "price_list": "sale", "amount": "900"})
    later = (clock.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    client.post(f"{address}new/", {"sku": "A-1", "price_list": "sale", "amount": "800", "start": _written(later)})
    context: Any = client.get(address).context
    assert [[price.amount for price in found] for _variant, found in context["now_rows"]] == [[900, 1100]]
    [(_list, [(_variant, periods)])] = context["lists"]
    assert [(one.amount, one.when) for one in periods] == [(900, "now"), (800, "planned")]
    key = Variant.objects.get(sku="A-1").pk
    told = [
        catalogue.prices_of([key], channel="EC", at=at)[key].amount
        for at in (later - timedelta(seconds=1), later)
    ]  # fmt: skip
    assert told == [900, 800]
    assert AuditEntry.objects.filter(permission="prices.edit", was_allowed=True).count() == 3


def test_the_past_and_empty_periods_are_refused() -> None:
    client, product = shop.signed_in(), _product()
    address = f"/console/products/{product.pk}/prices/"
    client.post(f"{address}lists/", LIST)
    said = {"sku": "A-1", "price_list": "sale", "amount": "800"}
    past = _written(clock.now() - timedelta(days=1))
    assert client.post(f"{address}new/", {**said, "start": past}).status_code == 422
    assert client.post(f"{address}new/", {**said, "end": past}).status_code == 422
    assert client.post(f"{address}new/", {**said, "amount": "-1"}).status_code == 422
    assert Price.objects.count() == 0


@pytest.mark.parametrize("role", ["manager", "clerk", "support", "developer"])
def test_others_read_prices_and_set_none(role: str) -> None:
    client, product = shop.signed_in(role), _product()
    address = f"/console/products/{product.pk}/prices/"
    assert client.get(address).status_code == 200
    assert [client.post(f"{address}{end}/", LIST).status_code for end in ("lists", "new")] == [403, 403]
    assert PriceList.objects.filter(code="sale").count() == 0

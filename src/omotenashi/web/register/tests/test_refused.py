# SPDX-License-Identifier: Apache-2.0
"""What nobody could book, in the office: it is seen with its reason, told again, or settled with a word."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import RefusedUpload, TillSale
from omotenashi.commerce.loyalty.models import Overdraft
from omotenashi.commerce.orders.models import Order
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.register.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    world.furnish()


def _tell(*sales: dict[str, Any]) -> None:
    client = world.signed_in()
    world.open_drawer()
    body = {"sent_at": clock.now().isoformat(), "sales": sales}
    answer = client.post(reverse("register:offline-sales"), json.dumps(body), content_type="application/json")
    assert answer.status_code == 200


def _fact(sku: str, sequence: int = 1, **more: Any) -> dict[str, Any]:
    fact = world.sale(world.line(sku, price=2200), cash=2200, sequence=sequence, offline=True, **more)
    return fact | {"shop": "GINZA", "terminal": "T01"}


def _again(client: Client) -> int:
    return client.post(reverse("register:tell-again", args=[RefusedUpload.objects.get().pk])).status_code


def test_a_sale_is_booked_from_the_office_once_the_article_is_there() -> None:
    _tell(_fact("NEW"))
    office = world.browser("headquarters", shop=None)
    page = office.get(reverse("console:tills"))
    assert (page.status_code, "T01-0001" in page.content.decode()) == (200, True)
    assert (_again(office), Order.objects.count(), RefusedUpload.objects.get().settled_at) == (302, 0, None)
    catalogue.register([catalogue.ProductRecord(sku="NEW", code="NEW", name="新しい品", price=2200)])
    assert _again(office) == 302
    upload, order = RefusedUpload.objects.get(), Order.objects.get()
    assert (upload.order_id, TillSale.objects.get().offline, queries.broken(clock.now())) == (order.pk, True, [])
    assert (_again(office), Order.objects.count()) == (302, 1)
    assert office.get(reverse("console:till-upload", args=[upload.pk])).status_code == 200


def test_a_till_that_counts_anew_is_booked_under_numbers_of_its_own() -> None:
    _tell(_fact("SHIRT"), _fact("TEA") | {"lines": [world.line("TEA", price=2200)]})
    assert RefusedUpload.objects.get().reason == "bad_sequence"
    _again(world.browser("headquarters", shop=None))
    assert list(TillSale.objects.order_by("terminal").values_list("terminal", "sequence")) == [("T01", 1), ("T01-R", 1)]
    assert (queries.gaps(), queries.broken(clock.now())) == ([], [])


def test_what_is_settled_with_a_word_is_not_booked_when_the_till_tells_it_again() -> None:
    fact = _fact("GHOST")
    _tell(fact)
    office, upload = world.browser("headquarters", shop=None), RefusedUpload.objects.get()
    address = reverse("console:till-settlement", args=[upload.pk])
    office.post(address, {"note": "  "})
    assert RefusedUpload.objects.get().settled_at is None
    office.post(address, {"note": "手で打ち直した"})
    catalogue.register([catalogue.ProductRecord(sku="GHOST", code="GHOST", name="x", price=2200)])
    client = world.browser("clerk")
    world.bind(client, "GINZA")
    body = {"sent_at": clock.now().isoformat(), "sales": [fact]}
    answer = client.post(reverse("register:offline-sales"), json.dumps(body), content_type="application/json").json()
    assert (answer["results"][0]["state"], Order.objects.count()) == ("refused", 0)
    assert AuditEntry.objects.filter(permission="tills.settle", subject=f"upload:{upload.pk}").exists()


@pytest.mark.parametrize(
    ("role", "shop", "status"),
    [("clerk", "GINZA", 403), ("support", None, 403), ("manager", "UENO", 404), ("manager", "GINZA", 200)],
)
def test_only_who_looks_after_the_shop_sees_and_settles(role: str, shop: str | None, status: int) -> None:
    _tell(_fact("GHOST"))
    client, upload = world.browser(role, shop=shop), RefusedUpload.objects.get()
    assert client.get(reverse("console:till-upload", args=[upload.pk])).status_code == status
    assert _again(client) == (302 if status == 200 else 403)
    assert Order.objects.count() == 0


def test_points_that_were_not_there_are_settled_by_the_office() -> None:
    person, _node = world.member(100)
    _tell(world.sale(world.line("SHIRT", price=2200), cash=1900, points=300, member=str(person)))
    row = Overdraft.objects.get()
    assert (row.amount, row.settled_at) == (200, None)
    office = world.browser("headquarters", shop=None)
    assert "200" in office.get(reverse("console:tills")).content.decode()
    office.post(reverse("console:till-points-settlement", args=[row.pk]))
    assert Overdraft.objects.get().settled_at is not None

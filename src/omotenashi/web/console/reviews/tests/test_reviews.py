# SPDX-License-Identifier: Apache-2.0
"""口コミ: the queue, the decision, the answer, and who may."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.reviews import actions as reviews
from omotenashi.commerce.reviews.models import Review
from omotenashi.people.staff.models import Staff
from omotenashi.people.staff.queries import Role, may
from omotenashi.web.console.tests import shop as office

pytestmark = pytest.mark.django_db


def _client(role: Role) -> Client:
    return office.signed_in(str(role))


def _reviews(*skus: str) -> list[UUID]:
    shop.furnish()
    node = shop.member()
    shop.order(shop.basket(*((sku, 1) for sku in skus), nodes=(node,)), nodes=(node,))
    OrderLine.objects.update(handed=1)
    return [
        reviews.write(
            node_ids=[node], product_id=Product.objects.get(code=sku).pk, rating=5, text=f"{sku}がいい",
            now=NOW + timedelta(hours=n),
        )
        for n, sku in enumerate(skus)
    ]  # fmt: skip


def test_the_queue_leads_on_to_the_next_one() -> None:
    first, second = _reviews("SHIRT", "MUG")
    client = _client(Role.SUPPORT)
    ends = []
    for each in (first, second):
        answer = client.post(reverse("console:review-decision", args=[each]), {"decision": "show"})
        ends.append(answer["Location"])
    assert ends == [reverse("console:review", args=[second]), reverse("console:reviews")]
    assert set(Review.objects.values_list("state", flat=True)) == {"shown"}


def test_a_hidden_one_keeps_its_reason_and_an_answer_its_writer() -> None:
    [one] = _reviews("SHIRT")
    client = _client(Role.HEADQUARTERS)
    client.post(reverse("console:review-decision", args=[one]), {"decision": "hide", "reason": "住所が書かれています"})
    client.post(reverse("console:review-answer", args=[one]), {"text": "ありがとうございます"})
    row = Review.objects.get()
    assert (row.state, row.reason, row.answer) == ("hidden", "住所が書かれています", "ありがとうございます")
    assert row.answered_by is not None
    page = client.get(reverse("console:review", args=[one])).content.decode()
    assert ("住所が書かれています" in page, "ありがとうございます" in page) == (True, True)


def test_the_list_finds_by_words_and_state() -> None:
    first, _second = _reviews("SHIRT", "MUG")
    reviews.show(first, now=NOW)
    client = _client(Role.CLERK)
    found = [
        [row.id for row in client.get(reverse("console:reviews"), asked).context["page"].rows]
        for asked in ({"state": "shown"}, {"q": "SHIRT"}, {"q": "nothing"})
    ]
    assert found == [[str(first)], [str(first)], []]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_decide(role: Role) -> None:
    [one] = _reviews("SHIRT")
    client = _client(role)
    allowed = may(Staff.objects.get(email=f"{role}@example.jp"), "reviews.edit")
    assert client.get(reverse("console:reviews")).status_code == 200
    answers = [
        client.post(reverse("console:review-decision", args=[one]), {"decision": "show"}).status_code,
        client.post(reverse("console:review-answer", args=[one]), {"text": "x"}).status_code,
        client.get(reverse("console:reviews-export")).status_code,
    ]
    assert answers == ([302, 302, 200] if allowed else [403, 403, 403])
    assert (Review.objects.get().state, Review.objects.get().answer) == (("shown", "x") if allowed else ("waiting", ""))

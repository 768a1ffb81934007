# SPDX-License-Identifier: Apache-2.0
"""購入理由 in free words on the page: groups with their people, reading anew, and a list that grows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import reasons
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.queries.reasons import reason_of, reasons_written
from omotenashi.insight import queries as insight
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
LIST = "口コミ: 友人\n価格: 安\nその他"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, UUID]:
    """Four orders whose buyers wrote something; give the persons by the order."""
    shop.opened()
    reasons.set_reasons(LIST, now=clock.now() - timedelta(hours=1))
    persons = {}
    words = {"1": "友人から", "2": "通勤用のバッグに", "3": "通勤用のバッグを探して", "4": "安い"}
    for number, comment in words.items():
        node, persons[number] = shop.person(int(number))
        shop.ordered(number, node)
        order = Order.objects.get(number=number)
        chosen = "口コミ" if number == "4" else ""
        one = reasons.ReasonRecord(
            origin=order.origin, number=number, reason=chosen, comment=comment, asked="till", at=clock.now()
        )
        assert reasons.give_reasons([one], now=clock.now()) == 1
    monkeypatch.setattr(insight, "orders_answered", lambda **_: list(Order.objects.values_list("seq", flat=True)))
    return persons


def _client(role: str = "headquarters") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(shop.hired(role), backend=shop.BACKEND)
    return client


def _shown(client: Client) -> Any:
    return client.get(reverse("console:reason-comments")).context


def test_groups_show_how_many_by_which_words_and_whom(said: dict[str, UUID]) -> None:
    shown = _shown(_client())
    assert [(one["name"], one["many"], one["words"]) for one in shown["groups"]] == [
        ("その他", 2, []), ("口コミ", 2, ["友人"]),
    ]  # fmt: skip
    assert (shown["many"], shown["open"], shown["anew"]) == (4, 2, 0)
    assert [(one["name"], one["many"]) for one in shown["suggested"]] == [("バッグ", 2)]


def test_a_group_opens_its_customers(said: dict[str, UUID]) -> None:
    client = _client()
    href = _shown(client)["groups"][1]["href"]
    page = client.get(href).content.decode()
    assert [reverse("console:customer", args=[said[number]]) in page for number in "1234"] == [True, False, False, True]


def test_a_suggestion_goes_on_the_list_before_the_rest_and_comments_are_read_anew(said: dict[str, UUID]) -> None:
    client = _client()
    [group] = _shown(client)["suggested"]
    client.post(reverse("console:reason-additions"), {"line": group["line"]})
    assert (reasons_written(clock.now()) or "").splitlines() == [
        "口コミ: 友人",
        "価格: 安",
        "バッグ: バッグ, 通勤用",
        "その他",
    ]
    assert _shown(client)["anew"] == 2
    client.post(reverse("console:reason-reading"))
    orders = {order.number: reason_of(order) for order in Order.objects.all()}
    # What was chosen by hand stays as it was chosen.
    assert {number: (props or {})["reason"] for number, props in orders.items()} == {
        "1": "口コミ", "2": "バッグ", "3": "バッグ", "4": "口コミ",
    }  # fmt: skip
    shown = _shown(client)
    assert (shown["anew"], shown["open"]) == (0, 0)


def test_of_few_people_a_role_that_may_not_export_sees_no_names(said: dict[str, UUID]) -> None:
    client = _client("support")
    group = _shown(client)["groups"][1]
    page = client.get(group["href"]).content.decode()
    assert (group["hidden"], reverse("console:customer", args=[said["1"]]) in page) == (True, False)


def test_only_who_may_change_the_settings_changes_the_list(said: dict[str, UUID]) -> None:
    client = _client("support")
    answer = client.post(reverse("console:reason-additions"), {"line": "通勤: 通勤"})
    assert (answer.status_code, reasons_written(clock.now())) == (403, LIST)

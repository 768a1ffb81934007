# SPDX-License-Identifier: Apache-2.0
"""帳簿の点検: ten promises, kept or broken."""

from typing import Any

import pytest
from django.db import connection

from omotenashi.commerce.checkout.tests import shop as checkout
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _broken(client: Any) -> dict[str, list[str]]:
    rows = client.get("/console/invariants/").context["rows"]
    return {name: [one.detail for one in breaches] for name, _title, _sentence, breaches, count in rows if count}


def test_a_shop_that_sold_something_keeps_all_ten_and_a_broken_one_is_told_when_asked_again() -> None:
    client = shop.signed_in()
    checkout.furnish()
    checkout.pay(checkout.order(checkout.basket(("SHIRT", 1))))
    assert len(client.get("/console/invariants/").context["rows"]) == 10
    assert "I1" not in _broken(client)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stock_stocklevel SET damaged = 4 WHERE on_hand = 5")
    assert "I1" not in _broken(client)
    assert client.post("/console/invariants/checks/").status_code == 302
    assert _broken(client)["I1"] == ["on hand 5, movements 5; damaged 4, 0; display 0, 0; in transit 0, 0"]


@pytest.mark.parametrize(
    ("role", "status"), [("headquarters", 200), ("developer", 200), ("manager", 403), ("clerk", 403), ("support", 403)]
)
def test_only_headquarters_and_developers_see_it(role: str, status: int) -> None:
    assert shop.signed_in(role).get("/console/invariants/").status_code == status

# SPDX-License-Identifier: Apache-2.0
"""⌘K over the record."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _found(client: Client, query: str) -> list[str]:
    found: Any = client.get(f"/console/search/?q={quote(query)}").context["found"]
    return [item.title for group in found for item in group.items]


def test_customers_orders_products_and_shops_are_found_from_one_box() -> None:
    client = shop.signed_in("clerk")
    node_id, _person = shop.person(1, name="渡辺 花子", kana="ワタナベ ハナコ")
    shop.ordered("Z-77", node_id)
    assert _found(client, "わたなべ") == ["渡辺 花子"]
    assert _found(client, "z-7") == ["Z-77"]
    assert _found(client, "linen") == ["Linen shirt"]
    assert _found(client, "渋谷") == ["渋谷店"]


def test_commands_are_offered_only_to_who_may_use_them() -> None:
    assert "Export customers" not in _found(shop.signed_in("clerk"), "export")
    assert "Export customers" in _found(shop.signed_in("manager"), "export")

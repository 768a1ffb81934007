# SPDX-License-Identifier: Apache-2.0
"""The shop's API keeps its own OpenAPI document, whatever is sent to it, with a basket in hand and without (schemathesis)."""

import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from omotenashi.commerce.checkout.tests import shop
from omotenashi.web.api.shop.pacing import pace

EXAMPLES = int(os.environ.get("OMOTENASHI_API_EXAMPLES", "3"))
document = schemathesis.openapi.from_wsgi("/api/shop/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch, retailer: None, settings: Any) -> str:
    """The token of a basket in a furnished shop; the connection of the test is kept, and nobody is slowed."""
    settings.SHOP_RATE = 0
    shop.furnish()
    answer = Client().post(
        "/api/shop/v1/baskets", '{"lines": [{"sku": "SHIRT", "quantity": 1}]}', content_type="application/json"
    )
    # Afterwards: the client signs up again what closes connections.
    monkeypatch.setattr(signals.request_started, "receivers", [])
    monkeypatch.setattr(signals.request_finished, "receivers", [])
    return str(answer.json()["token"])


@document.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
def test_every_answer_is_one_that_the_document_promises(case: Any, token: str, key_of: Callable[[str], str]) -> None:
    """Whether a digest, an order or a code is right depends on the shop, so the document cannot promise acceptance."""
    headers = {"Authorization": f"Bearer {key_of('headquarters')}"}
    if case.meta.generation.mode.is_positive:
        headers |= {"Basket-Token": token, "Idempotency-Key": str(uuid4())}
    case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])


@pytest.mark.django_db
def test_who_asks_too_fast_is_told_to_wait_and_others_are_not(
    retailer: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All at one moment, however slow the machine.
    monkeypatch.setattr("omotenashi.web.ui.pacing.time", SimpleNamespace(monotonic=lambda: 1000.0))
    settings.SHOP_RATE = 1
    pace(1).forget()
    shop.furnish()
    asked = [
        Client().get("/api/shop/v1/basket", headers={"Basket-Token": token}).status_code
        for token in ["a" * 32] * 5 + ["b" * 32]
    ]
    assert asked == [404, 404, 404, 429, 429, 404]

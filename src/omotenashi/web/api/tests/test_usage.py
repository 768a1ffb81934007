# SPDX-License-Identifier: Apache-2.0
"""POST /usage: each record gets its verdict, and what was finished is known at once."""

from typing import Any

import pytest

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.usage.models import Progress
from omotenashi.web.api.tests.caller import Api

pytestmark = pytest.mark.django_db


def _record(progress: float, **more: Any) -> dict[str, Any]:
    plain = {
        "customer": [{"type": "member_no", "value": "M1"}],
        "product": "BOOK",
        "kind": "read",
        "progress": progress,
    }
    return plain | {"at": "2026-01-05T12:00:00+09:00"} | more


def test_each_record_gets_its_verdict(headquarters: Api) -> None:
    catalogue.register([catalogue.ProductRecord(sku="BOOK-1", code="BOOK", name="茶の本")])
    sent = [
        _record(0.2),
        _record(1.0),
        _record(0.5),
        _record(0.5, product="NONE"),
        _record(0.5, at="1800-01-01T00:00:00Z"),
    ]
    answer = headquarters.post("/usage", sent)
    assert answer.status_code == 200
    assert [one["result"] for one in answer.json()["results"]] == [
        "created",
        "updated",
        "unchanged",
        "refused",
        "refused",
    ]
    assert list(Progress.objects.values_list("kind", "progress")) == [("read", 1.0)]


@pytest.mark.parametrize("wrong", [{"progress": 1.5}, {"product": None}, {"kind": "eaten"}])
def test_what_cannot_be_is_refused(headquarters: Api, wrong: dict[str, Any]) -> None:
    assert headquarters.post("/usage", [_record(0.2) | wrong]).status_code == 422

# SPDX-License-Identifier: Apache-2.0
"""Member cards at a till: the changing code, the number, link codes and receipt codes, per role."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.people.customers.actions import cards, registrations
from omotenashi.people.customers.actions.cards import Card, HandedOut, Receipt
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.api.tests.caller import Api

pytestmark = pytest.mark.django_db
ROLES = ("headquarters", "manager", "clerk", "support", "developer")


@pytest.fixture
def till(key_of: Callable[[str], str]) -> Api:
    """A till, with the key of a clerk."""
    return Api(key_of("clerk"))


@pytest.fixture
def card(retailer: None) -> Card:
    """A member with a tier and points."""
    now = clock.now()
    made = cards.issue("U" + "a" * 32, name="佐藤 花子", location="GINZA", medium="poster", now=now)
    number = Identifier("member_no", made.member_no)
    told = registrations.CustomerRecord(identifiers=(number,), fields={"rank": "ゴールド"}, observed_at=now)
    registrations.register([told], source="test", now=now)
    loyalty.post([loyalty.PointRecord(node_id=made.node_id, amount=120, type="earn", occurred_at=now, key="1")])
    return made


def sent(api: Api, path: str, body: Any) -> Any:
    return api.client.post(f"/api/v1/members/{path}", body, content_type="application/json")


def shown(card: Card, *, ago: int = 0) -> str:
    return cards.codes(card.node_seq, now=clock.now() - timedelta(seconds=ago), count=1)[0].text


def test_a_till_learns_who_holds_the_card(till: Api, card: Card) -> None:
    expected = {
        "id": str(card.person_id), "name": "佐藤 花子", "tier": "ゴールド", "points": 120, "member_no": card.member_no,
    }  # fmt: skip
    assert sent(till, "scan", {"code": shown(card)}).json() == {**expected, "is_live": True}
    assert sent(till, "scan", {"code": card.member_no}).json() == {**expected, "is_live": False}


def test_a_code_that_was_read_is_refused_with_the_time_to_wait(till: Api, card: Card) -> None:
    code = shown(card)
    sent(till, "scan", {"code": code})
    again = sent(till, "scan", {"code": code})
    assert (again.status_code, again.json()["code"], again["Retry-After"]) == (409, "used_card", "20")


@pytest.mark.parametrize(
    ("code", "reason"),
    [("M1-000000-0000000000", "forged_card"), ("hello", "unknown_card"), ("unknown", "not_a_card")],
)
def test_what_is_no_card_is_said_to_be_none(till: Api, card: Card, code: str, reason: str) -> None:
    answer = sent(till, "scan", {"code": code})
    assert (answer.status_code, answer.json()["code"]) == (422, reason)


def test_a_screenshot_is_too_old_after_a_minute(till: Api, card: Card) -> None:
    answer = sent(till, "scan", {"code": shown(card, ago=60)})
    assert (answer.status_code, answer.json()["code"]) == (422, "expired_card")


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 1}, {"code": "x" * 101}, {"code": "x", "more": 1}])
def test_a_body_that_is_not_right_is_refused(till: Api, body: Any) -> None:
    answer = sent(till, "scan", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_every_role_that_sees_customers_may_scan_and_nobody_without_a_key(
    key_of: Callable[[str], str], card: Card
) -> None:
    answers = {role: sent(Api(key_of(role)), "scan", {"code": card.member_no}).status_code for role in ROLES}
    assert answers == dict.fromkeys(ROLES, 200)
    assert sent(Api("omo_nobody"), "scan", {"code": card.member_no}).status_code == 401


def test_a_link_code_joins_this_member_and_is_written_down(till: Api, card: Card) -> None:
    answer = sent(till, "link-codes", {"member_no": card.member_no}).json()
    link = cards.read_link(answer["code"], now=clock.now())
    assert isinstance(link, HandedOut)
    assert link.node_id == card.node_id
    assert answer["url"] == f"http://testserver/my/link/{answer['code']}/"
    assert AuditEntry.objects.filter(subject="/api/v1/members/link-codes", was_allowed=True).count() == 1
    unknown = sent(till, "link-codes", {"member_no": "800000000999"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_card")


def test_a_receipt_code_says_what_stands_on_the_receipt(till: Api) -> None:
    answer = sent(till, "receipt-codes", {"number": "0012-1", "day": "2026-11-22", "total": 1980}).json()
    link = cards.read_link(answer["code"], now=clock.now())
    assert isinstance(link, Receipt)
    assert (link.number, link.day.isoformat(), link.total) == ("0012-1", "2026-11-22", 1980)

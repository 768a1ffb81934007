# SPDX-License-Identifier: Apache-2.0
"""The way in: from a QR through LINE to a card, and every way that must not lead there."""

from typing import Any

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.models import Node
from omotenashi.people.staff.models import Staff
from omotenashi.web.portal.membership import sessions
from omotenashi.web.portal.membership.standin import tokens
from omotenashi.web.portal.membership.tests import phone as phones
from omotenashi.web.portal.membership.tests.phone import HANAKO, TAKUMI, arrived, asked, cookies, phone, query, said_yes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(db: None) -> None:
    phones.opened()


def refused(answer: Any, client: Any) -> bool:
    """Say whether an answer is a refusal after which nobody is known and nothing is held."""
    return (answer.status_code, cookies(client), Node.objects.count()) == (400, set(), 0)


def test_a_poster_leads_to_a_card() -> None:
    client = phone()
    code = cards.poster_code("S1", medium="店頭01")
    page = client.get(reverse("portal:link-code", args=[code]))
    assert "渋谷店" in page.content.decode()
    assert "Stand-in for LINE Login" in page.content.decode()
    assert arrived(client, HANAKO, code=code)["Location"] == reverse("portal:agree")
    assert (cookies(client), phones.card_of(HANAKO)) == ({sessions.PENDING}, None)
    assert client.get(reverse("portal:card"))["Location"] == reverse("portal:link")
    assert "佐藤 花子" in client.get(reverse("portal:agree")).content.decode()
    answer = client.post(reverse("portal:agree"), {"name": " 佐藤  花子 "})
    assert (answer["Location"], cookies(client)) == (reverse("portal:card"), {sessions.MEMBER})
    card = phones.card_of(HANAKO)
    assert card is not None
    text = client.get(reverse("portal:card")).content.decode()
    assert "佐藤 花子" in text
    assert f"{card.member_no[:4]} {card.member_no[4:8]} {card.member_no[8:]}" in text


def test_a_member_is_never_a_user_of_the_console() -> None:
    client = phone()
    phones.joined(client, HANAKO)
    assert Staff.objects.count() == 0
    assert "sessionid" not in client.cookies
    assert client.get("/console/").status_code == 302


def test_who_comes_again_needs_not_agree_again() -> None:
    card = phones.joined(phone(), HANAKO)
    again = phone()
    assert arrived(again, HANAKO)["Location"] == reverse("portal:card")
    assert phones.card_of(HANAKO) == card


def test_a_till_s_code_joins_the_card_that_the_customer_has() -> None:
    card = phones.joined(phone(), TAKUMI)
    client = phone()
    code, _until = cards.hand_out(card.node_id, now=clock.now())
    assert arrived(client, HANAKO, code=code)["Location"] == reverse("portal:agree")
    assert card.member_no[-4:] in client.get(reverse("portal:agree")).content.decode()
    client.post(reverse("portal:agree"))
    assert phones.card_of(HANAKO) == phones.card_of(TAKUMI) == card
    other = phone()
    arrived(other, tokens.FRIENDS[2], code=code)
    answer = other.post(reverse("portal:agree"))
    assert (answer.status_code, phones.card_of(tokens.FRIENDS[2])) == (400, None)


def test_a_state_that_this_browser_did_not_start_with_is_refused() -> None:
    victim, attacker = phone(), phone()
    back = said_yes(attacker, asked(attacker), TAKUMI)
    assert refused(victim.get(back), victim)  # no log-in was under way
    asked(victim)
    assert refused(victim.get(back), victim)  # another one was
    own = asked(victim)
    code = query(said_yes(victim, own, HANAKO))["code"]
    assert refused(victim.get(reverse("portal:line-callback"), {"code": code, "state": "made up"}), victim)


def test_a_code_of_another_browser_is_refused_by_its_pkce() -> None:
    victim, attacker = phone(), phone()
    state = query(asked(victim))["state"]
    stolen = query(said_yes(attacker, asked(attacker), TAKUMI))["code"]
    assert refused(victim.get(reverse("portal:line-callback"), {"code": stolen, "state": state}), victim)


def test_a_code_counts_once() -> None:
    client = phone()
    back = said_yes(client, asked(client), HANAKO)
    flow = client.cookies[sessions.FLOW].value
    assert client.get(back).status_code == 302
    again = phone()
    again.cookies[sessions.FLOW] = flow
    assert refused(again.get(back), again)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"aud": "1111111111"},
        {"iss": "https://login.example"},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_id_token_that_is_not_for_this_log_in_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: Any) -> None:
    client, true = phone(), tokens.exchange

    def tampered(form: Any) -> Any:
        answer = true(form)
        claims = jwt.decode(answer["id_token"], options={"verify_signature": False}) | wrong
        claims = {name: value for name, value in claims.items() if value is not None}
        return {**answer, "id_token": jwt.encode(claims, tokens.channel_secret(), algorithm="HS256")}

    monkeypatch.setattr(tokens, "exchange", tampered)
    assert refused(arrived(client, HANAKO), client)


@pytest.mark.parametrize(("secret", "algorithm"), [("x" * 32, "HS256"), ("", "none")])
def test_an_id_token_with_another_seal_is_refused(monkeypatch: pytest.MonkeyPatch, secret: str, algorithm: str) -> None:
    client, true = phone(), tokens.exchange

    def forged(form: Any) -> Any:
        answer = true(form)
        claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
        return {**answer, "id_token": jwt.encode(claims, secret, algorithm=algorithm)}

    monkeypatch.setattr(tokens, "exchange", forged)
    assert refused(arrived(client, HANAKO), client)


def test_who_says_no_at_line_is_told_that_nothing_was_kept() -> None:
    client = phone()
    back = str(client.post(asked(client), {"friend": ""})["Location"])
    answer = client.get(back)
    assert "Nothing was joined and nothing was kept" in answer.content.decode()
    assert refused(answer, client)


@pytest.mark.parametrize("code", ["x", "WyJzIiwiUzEiXQ.AAAA", "x.y", "%00"])
def test_a_code_that_is_not_ours_opens_nothing(code: str) -> None:
    assert phone().get(reverse("portal:link-code", args=[code])).status_code == 400


def test_nobody_can_agree_without_line() -> None:
    client = phone()
    assert client.post(reverse("portal:agree"), {"name": "x"})["Location"] == reverse("portal:link")
    assert Node.objects.count() == 0


def test_pages_want_a_token_against_foreign_forms() -> None:
    strict = Client(enforce_csrf_checks=True)
    for name in ("line-start", "agree", "leave", "receipts"):
        assert strict.post(reverse(f"portal:{name}")).status_code == 403

# SPDX-License-Identifier: Apache-2.0
"""No member sees another's: cookies that were tampered with, kept from before, or belong to who is no member now."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import NodePerson
from omotenashi.web.portal.membership import sessions
from omotenashi.web.portal.membership.tests import phone as phones
from omotenashi.web.portal.membership.tests.phone import HANAKO, TAKUMI, cookies, phone

pytestmark = pytest.mark.django_db
PAGES = ("card", "card-codes", "receipts")


@pytest.fixture(autouse=True)
def shop(db: None) -> None:
    phones.opened()


def shut(client: Any) -> bool:
    answers = [client.get(reverse(f"portal:{name}")) for name in PAGES]
    return [answer.headers.get("Location") for answer in answers] == [reverse("portal:link")] * len(PAGES)


def test_without_a_card_every_page_leads_to_the_way_in() -> None:
    assert shut(phone())


def test_each_phone_shows_its_own_card() -> None:
    one, other = phone(), phone()
    mine, theirs = phones.joined(one, HANAKO), phones.joined(other, TAKUMI)
    codes = [client.get(reverse("portal:card-codes")).json()["codes"] for client in (one, other)]
    assert [len(found) for found in codes] == [6, 6]
    assert not {code["text"] for code in codes[0]} & {code["text"] for code in codes[1]}
    assert mine.member_no != theirs.member_no
    assert theirs.member_no[-4:] not in one.get(reverse("portal:card")).content.decode()


def test_a_cookie_with_another_node_is_no_cookie() -> None:
    client = phone()
    phones.joined(client, HANAKO)
    theirs = phones.joined(phone(), TAKUMI)
    value = client.cookies[sessions.MEMBER].value
    _said, _colon, seal = value.partition(":")
    for tampered in (f'{{"node": "{theirs.node_id}"}}:{seal}', value[:-1] + ("A" if value[-1] != "A" else "B"), ""):
        client.cookies[sessions.MEMBER] = tampered
        assert shut(client)


def test_one_cookie_cannot_stand_for_another() -> None:
    client = phone()
    phones.arrived(client, HANAKO)
    client.cookies[sessions.MEMBER] = client.cookies[sessions.PENDING].value
    assert shut(client)


def test_a_cookie_sealed_for_somebody_who_is_nobody_opens_nothing() -> None:
    client = phone()
    made = signing.get_cookie_signer(salt=sessions.MEMBER + sessions.MEMBER).sign(f'{{"node": "{new_id()}"}}')
    client.cookies[sessions.MEMBER] = made
    assert shut(client)


def test_a_cookie_from_before_the_log_in_is_not_taken_over() -> None:
    """Session fixation: what an attacker planted is gone when the victim comes back from LINE."""
    attacker, victim = phone(), phone()
    phones.joined(attacker, TAKUMI)
    victim.cookies[sessions.MEMBER] = attacker.cookies[sessions.MEMBER].value
    phones.joined(victim, HANAKO)
    assert victim.cookies[sessions.MEMBER].value != attacker.cookies[sessions.MEMBER].value
    card = phones.card_of(HANAKO)
    assert card is not None
    assert card.member_no[-4:] in victim.get(reverse("portal:card")).content.decode()


def test_who_is_separated_from_the_card_has_none_at_once() -> None:
    client = phone()
    card = phones.joined(client, HANAKO)
    NodePerson.objects.filter(node_id=card.node_id).delete()
    assert shut(client)


def test_the_card_can_be_taken_off_the_phone() -> None:
    client = phone()
    phones.joined(client, HANAKO)
    client.post(reverse("portal:leave"))
    assert cookies(client) == set()
    assert shut(client)


def test_the_pages_of_a_member_are_kept_by_nobody() -> None:
    client = phone()
    phones.joined(client, HANAKO)
    for name in PAGES:
        assert "no-store" in client.get(reverse(f"portal:{name}"))["Cache-Control"]


def test_the_cookie_is_for_the_pages_of_customers_and_not_for_scripts() -> None:
    client = phone()
    phones.joined(client, HANAKO)
    cookie = client.cookies[sessions.MEMBER]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/", True, "Lax")


def test_codes_are_given_for_now_and_for_more_than_a_minute() -> None:
    client = phone()
    phones.joined(client, HANAKO)
    shown = client.get(reverse("portal:card-codes")).json()
    starts = [code["starts"] for code in shown["codes"]]
    assert starts == [starts[0] + 20_000 * n for n in range(6)]
    assert starts[0] <= shown["now"] < starts[0] + 20_000
    assert abs(shown["now"] / 1000 - clock.now().timestamp()) < timedelta(minutes=5).total_seconds()

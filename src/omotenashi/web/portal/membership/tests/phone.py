# SPDX-License-Identifier: Apache-2.0
"""A phone: a browser that goes the whole way from a QR through the LINE stand-in to a card."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse

from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.actions.cards import Card
from omotenashi.places.locations import actions as places
from omotenashi.web.portal.membership import sessions
from omotenashi.web.portal.membership.standin import tokens
from omotenashi.web.portal.membership.standin.tokens import Friend

HANAKO, TAKUMI = tokens.FRIENDS[:2]


def opened() -> None:
    """Name the retailer and a shop."""
    places.set_up_retailer(name="Hanaya")
    places.register_locations([places.LocationRecord(code="S1", name="渋谷店")])


def phone() -> Client:
    """Give a browser that nobody used yet."""
    return Client(headers={"accept-language": "en"})


def asked(client: Client, *, code: str = "") -> str:
    """Press the button of the way in; give the address of LINE."""
    return str(client.post(reverse("portal:line-start"), {"code": code})["Location"])


def said_yes(client: Client, address: str, who: Friend) -> str:
    """Log in at the stand-in; give the address that leads back."""
    return str(client.post(address, {"friend": who.id})["Location"])


def arrived(client: Client, who: Friend, *, code: str = "") -> Any:
    """Go to LINE and come back; give the answer."""
    return client.get(said_yes(client, asked(client, code=code), who))


def joined(client: Client, who: Friend, *, code: str = "", name: str = "") -> Card:
    """Go the whole way; give the card."""
    if arrived(client, who, code=code)["Location"] == reverse("portal:agree"):
        assert client.post(reverse("portal:agree"), {"name": name}).status_code == 302
    card = card_of(who)
    assert card is not None
    return card


def card_of(who: Friend) -> Card | None:
    """Give the card that a friend holds."""
    node = cards.line_node(who.id)
    return cards.card_of(node) if node else None


def query(address: str) -> dict[str, str]:
    """Give what an address asks."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def cookies(client: Client) -> set[str]:
    """Give the names of our cookies that a browser holds."""
    ours = (sessions.MEMBER, sessions.PENDING, sessions.FLOW)
    return {name for name in ours if name in client.cookies and client.cookies[name].value}

# SPDX-License-Identifier: Apache-2.0
"""A letter to five readers over a mail server: two parts, a Japanese subject, one press to leave, and numbers that are right."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.tests import records as sold
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions import feedback
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent.queries.verdicts import allows

pytestmark = pytest.mark.django_db
NAMES = ("haruka", "kenji", "yui", "sora", "mei")
HUMAN = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
}


def test_five_readers_get_both_parts_one_leaves_by_one_press_and_the_results_say_what_happened(settings: Any) -> None:
    world.house()
    sold.furnish()
    people = world.people(*NAMES)
    with world.server(settings) as sink:
        said = world.version()
        world.send([world.wish(person, said) for person in people.values()])
        mails = {mail["To"]: mail for mail in (message_from_bytes(raw, policy=default) for raw in sink.mails)}
        assert sorted(sink.to) == sorted(f"{name}@mail.example" for name in NAMES)
        for name in NAMES:
            [mail] = [one for to, one in mails.items() if f"{name}@mail.example" in to]
            parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
            assert (mail["Subject"], sorted(parts)) == (f"{name}へ", ["text/html", "text/plain"])
            assert ["春の花が届きました。" in text for text in parts.values()] == [True, True]
        [mail] = [one for to, one in mails.items() if "mei@" in to]
        path = re.sub(r"^<https://hana\.example|>$", "", mail["List-Unsubscribe"])
        gone = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
        assert (gone.status_code, [bool(_may(name)) for name in NAMES]) == (200, [True] * 4 + [False])
        world.send(
            [world.wish(person, said, key=f"again:{person}", campaign="second") for person in people.values()],
            now=world.NOW + timedelta(days=3),
        )
    assert Message.objects.get(idem_key=f"again:{people['mei']}").reason == "suppressed"
    _read_clicked_and_bought(people)
    found = queries.results_of(["spring", "second"])
    first = found["spring"]
    assert (dict(first.states), first.opened, first.clicked, first.bought, first.sales) == ({"sent": 5}, 2, 1, 1, 1_100)
    assert (dict(found["second"].states), dict(found["second"].reasons)) == (
        {"sent": 4, "dropped": 1},
        {"suppressed": 1},
    )


def _may(name: str) -> Any:
    return allows(contact_point=world.point(name), purpose="marketing", now=world.NOW + timedelta(days=1))


def _read_clicked_and_bought(people: Any) -> None:
    """Two open it, one of them twice; one clicks, and a machine does; one buys."""
    mine = {name: Message.objects.get(campaign="spring", node_id=people[name]) for name in NAMES}
    later = world.NOW + timedelta(hours=1)
    for name in ("haruka", "haruka", "kenji"):
        feedback.opened(mine[name], agent=HUMAN["HTTP_USER_AGENT"], now=later)
    feedback.opened(mine["yui"], agent="GoogleImageProxy", now=later)
    feedback.clicked(mine["haruka"], link=0, address="/", agent=HUMAN["HTTP_USER_AGENT"], method="GET", now=later)
    feedback.clicked(mine["sora"], link=0, address="/", agent="curl", method="HEAD", now=later)
    orders.record(
        [
            sold.order(
                "S1", node_id=people["haruka"], placed_at=later + timedelta(hours=1), channel="STORE", location="GINZA"
            )
        ],
        now=later + timedelta(hours=2),
    )

# SPDX-License-Identifier: Apache-2.0
"""S1-01: searched on the web, bought in the shop, asked in the app; whoever answers sees all of it at once."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from omotenashi.base import clock
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Entry, Source
from omotenashi.web.console.customers import telling
from omotenashi.web.console.customers.hints import Known, age_of, hints, next_birthday
from omotenashi.web.console.customers.story import ChannelFacts, Facts
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def told(kind: str, name: str, node_id: UUID, /, *, minutes: int, **props: object) -> None:
    """Let a site or app tell what somebody did, some minutes ago."""
    source, _new = Source.objects.get_or_create(code=kind, defaults={"kind": kind, "name": f"Our {kind}"})
    moment = clock.now() - timedelta(minutes=minutes)
    record = timeline.EntryRecord(message_id=f"{name}{minutes}", name=name, node_id=node_id, at=moment, props=props)
    timeline.append([record], source=source, now=moment)


def _record(client: Client, person_id: UUID, query: str = "") -> Any:
    return client.get(f"/console/customers/{person_id}/{query}").context


def test_an_operator_sees_the_search_words_the_receipt_and_the_question() -> None:
    client = shop.signed_in("support")
    node_id, person_id = shop.person(1)
    told("web", "Products Searched", node_id, minutes=90, query="リネン シャツ", results=12)
    told("web", "Product Viewed", node_id, minutes=80, name="Linen shirt", sku="A-1")
    shop.ordered("S1", node_id, channel="STORE", amount=1100, at=clock.now() - timedelta(minutes=60))
    told("app", "Support Requested", node_id, minutes=5, subject="サイズ交換")
    context = _record(client, person_id)
    glance = context["glance"]
    assert [word for word, _at in glance.searches] == ["リネン シャツ"]
    assert [name for name, _at in glance.looked] == ["Linen shirt"]
    assert [what for what, _at in glance.asked] == ["Asked: “サイズ交換”"]
    assert (glance.receipt.number, [(line.name, line.amount) for line in glance.lines]) == (
        "S1",
        [("Linen shirt", 1100)],
    )
    titles = [(entry["title"], entry["channel"]) for entry in context["strip"].entries]
    assert titles == [
        ("Asked: “サイズ交換”", "APP"),
        ("Linen shirt", "STORE"),
        ("Looked at Linen shirt", "EC"),
        ("Searched for “リネン シャツ”", "EC"),
    ]


def test_the_story_is_narrowed_by_words_kind_channel_and_day() -> None:
    client = shop.signed_in()
    node_id, person_id = shop.person(1)
    told("web", "Products Searched", node_id, minutes=90, query="wool")
    told("app", "Screen Viewed", node_id, minutes=70, name="Home")
    shop.ordered("E1", node_id, at=clock.now() - timedelta(days=3))

    def titles(query: str) -> list[str]:
        return [entry["title"] for entry in _record(client, person_id, query)["strip"].entries]

    assert titles("?q=wool") == ["Searched for “wool”"]
    assert titles("?q=linen") == ["Linen shirt"]
    assert titles("?q=e1&kind=orders") == ["Linen shirt"]
    assert titles("?kind=behaviour") == ["Saw the screen “Home”", "Searched for “wool”"]
    assert titles("?channel=APP") == ["Saw the screen “Home”"]
    assert titles(f"?day={clock.day_of(clock.now() - timedelta(days=2)).isoformat()}") == ["Linen shirt"]
    assert titles("?q=nothing%00&day=soon") == []


def test_a_day_that_goes_on_in_the_next_piece_is_headed_once() -> None:
    client = shop.signed_in()
    node_id, person_id = shop.person(1)
    for number in range(40):
        shop.ordered(f"E{number:02}", node_id, at=clock.now() - timedelta(days=9, seconds=number))
    first = _record(client, person_id)["strip"]
    rest: Any = client.get(f"/console/customers/{person_id}/timeline/{first.more}").context["strip"]
    assert (len(first.entries), len(rest.entries)) == (30, 10)
    assert ([day.goes_on for day in first.days], rest.days[0].goes_on) == ([False], True)


def _facts(*, orders: int, last: int, first: int = 300, channel: str = "EC") -> Facts:
    one = ChannelFacts(
        channel=channel, orders=orders, sales=1000, year_orders=orders, year_sales=1000,
        first=TODAY - timedelta(days=first), last=TODAY - timedelta(days=last),
    )  # fmt: skip
    return Facts(channels=(one,), today=TODAY)


@pytest.mark.parametrize(
    ("known", "titles"),
    [
        (Known(facts=_facts(orders=2, last=10)), []),
        (Known(facts=_facts(orders=1, last=30, first=30)), ["Invite to the second purchase"]),
        (Known(facts=_facts(orders=2, last=200)), ["Win back"]),
        (Known(facts=_facts(orders=5, last=120)), ["Later than usual", "Introduce Store"]),
        (Known(facts=_facts(orders=2, last=10), birth_date=date(1990, 12, 8)), ["Birthday on 12/8"]),
        (Known(facts=_facts(orders=2, last=10), birth_date=date(1990, 3, 8)), []),
        (Known(facts=_facts(orders=2, last=10), points=300), ["300 points unused"]),
        (Known(facts=_facts(orders=2, last=10), reachable=True), ["Ask for consent at the next contact"]),
        (Known(facts=_facts(orders=2, last=10), planned=date(2026, 11, 25)), ["Expected on 11/25"]),
    ],
)
def test_the_next_step_follows_from_facts_and_says_why(known: Known, titles: list[str]) -> None:
    found = hints(known)
    assert [hint.title for hint in found] == titles
    assert [hint for hint in found if not hint.why] == []


def test_birthdays_of_29_february_and_ages_around_the_day() -> None:
    born = date(2000, 2, 29)
    assert next_birthday(born, today=date(2027, 2, 1)) == date(2027, 2, 28)
    assert next_birthday(born, today=date(2028, 2, 1)) == date(2028, 2, 29)
    ages = [age_of(born, today=day) for day in (date(2027, 2, 28), date(2027, 3, 1))]
    assert ages == [26, 27]


def test_what_a_phone_sends_hours_later_is_marked_and_history_brought_in_is_not() -> None:
    now = clock.now()
    source = Source(kind="app", code="app", name="Our app")
    said = {"name": "Screen Viewed", "props": {"name": "<b>Home</b>"}, "source": source, "received_at": now}
    late = Entry(at=now - timedelta(hours=3), sent_at=now, **said)
    history = Entry(at=now - timedelta(days=300), sent_at=None, **said)
    fresh = Entry(at=now - timedelta(minutes=3), sent_at=now, **said)
    told = [telling.entry(entry) for entry in (late, history, fresh)]
    assert [one["late"] for one in told] == [True, False, False]
    written = telling.lines(told)
    assert (written.count("came late"), written.count("<b>"), written.count("<li>")) == (1, 0, 3)

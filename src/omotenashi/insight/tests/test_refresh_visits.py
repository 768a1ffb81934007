# SPDX-License-Identifier: Apache-2.0
"""From the site's tag into the lake: machines stay out, devices and leads are said in few words, an erasure changes neither."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from omotenashi.base.erasing.traces import Traces
from omotenashi.base.text import agents
from omotenashi.commerce.loyalty.models import TierState
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.insight.lake.manifest import FORMAT
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.tests.test_refresh import NOW, in_lake, refresh, sold
from omotenashi.people.customers.models import Node, NodePerson, Person
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.actions import erasing
from omotenashi.people.timeline.models import Entry, Source
from omotenashi.places.locations import actions as locations

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
TABLET = "Mozilla/5.0 (Linux; Android 16; SM-X710) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    """A lake with one order, so that it has a version."""
    settings.LAKE_PATH = tmp_path / "lake"
    locations.set_up_retailer(name="花店")
    locations.register_channels(["EC", "STORE"])
    orders.record([sold("1", "2025-01-31")], now=NOW)
    return Lake(settings.LAKE_PATH)


@pytest.fixture
def web(lake: Lake) -> Source:
    """The site."""
    return timeline.create_source(kind="web", name="Site", now=NOW)


def looked(source: Source, message: str, *, who: str = "a1", at: datetime = NOW, **context: Any) -> None:
    """A page that a browser tells of, as the tag sends it."""
    said = {"type": "page", "messageId": message, "anonymousId": who, "timestamp": at.isoformat(), "context": context}
    timeline.ingest([said], source=source, now=NOW)


def test_machines_are_nobody_and_wake_nothing(lake: Lake, web: Source) -> None:
    looked(web, "m1", userAgent=PHONE)
    first = refresh()
    looked(web, "m2", userAgent=ROBOT)

    assert [one.context.get("machine") for one in Entry.objects.order_by("seq")] == [None, True]
    assert refresh() == first
    looked(web, "m3", userAgent=TABLET, campaign={"term": "machine"})
    assert refresh() == first + 1
    assert in_lake(lake, "touches", "act", "device") == [("page", "phone"), ("page", "tablet")]
    assert insight.refresh(now=NOW, rebuild=True) == first + 2
    assert in_lake(lake, "touches", "act", "device") == [("page", "phone"), ("page", "tablet")]


def test_visitors_are_those_of_the_tag_without_machines(lake: Lake, web: Source) -> None:
    looked(web, "m1", who="a1", userAgent=PHONE, at=NOW - timedelta(days=60))
    refresh()
    looked(web, "m2", who="a1", userAgent=DESKTOP)
    looked(web, "m3", who="a2", userAgent=PHONE)
    looked(web, "m4", who="robot", userAgent=ROBOT)
    # What reaches us late is seen as of its own day.
    looked(web, "m5", who="a3", userAgent=PHONE, at=NOW - timedelta(days=3))
    refresh()

    found = queries.ask(name="visitors", values={"as_of": "2026-01-15", "by": "device"}, now=NOW)
    assert {row["group"]: (row["visitors"], row["new"], row["returning"]) for row in found.rows} == {
        "phone": (2, 2, 0), "desktop": (1, 0, 1),
    }  # fmt: skip
    assert (found.population["visitors"], found.population["customers"]) == (3, 0)


def test_what_an_erasure_leaves_says_the_same_in_a_lake_filled_anew(lake: Lake, web: Source) -> None:
    looked(web, "m1", userAgent=PHONE, ip="203.0.113.1", campaign={"source": "google", "medium": "cpc"})
    refresh()
    before = in_lake(lake, "touches", "entry", "device", "lead", "medium")
    node = Node.objects.get(pk=Entry.objects.get().node_id)
    for _twice in range(2):
        erasing.erase([node.pk], traces=Traces(()))
    insight.refresh(now=NOW, rebuild=True)

    assert [row[1:] for row in before] == [("phone", "ad", "google/cpc")]
    assert in_lake(lake, "touches", "entry", "device", "lead", "medium") == before
    assert Entry.objects.get().context == {
        "campaign": {"source": "google", "medium": "cpc"}, "device_kind": "phone",
    }  # fmt: skip


def test_a_lake_of_an_older_kind_is_filled_anew(lake: Lake, web: Source) -> None:
    looked(web, "m1", userAgent=PHONE)
    first = refresh()
    written = lake.path / "manifest.json"
    written.write_text(written.read_text("utf-8").replace(f'"format": {FORMAT}', f'"format": {FORMAT - 1}'), "utf-8")

    assert refresh() == first + 1
    assert in_lake(lake, "touches", "device") == [("phone",)]


def test_the_rank_is_the_one_that_was_decided_last(lake: Lake, web: Source) -> None:
    looked(web, "m1", who="a1", userAgent=PHONE)
    looked(web, "m2", who="a2", userAgent=PHONE)
    nodes = [one.node_id for one in Entry.objects.order_by("seq")]
    person = Person.objects.create(id=nodes[0], seq=1_000_000, changed_in=0)
    for node in nodes:
        NodePerson.objects.create(node_id=node, person=person, since=NOW)
    for node, tier, days in zip(nodes, ("silver", "gold"), (2, 1), strict=True):
        at = NOW - timedelta(days=days)
        TierState.objects.create(
            node_id=node, tier=tier, basis=0, window_from=at, rule_version=0, since=at, decided_at=at
        )
    refresh()

    assert [row[0] for row in in_lake(lake, "persons", "tier") if row[0]] == ["gold"]
    found = queries.ask(name="visitors", values={"as_of": "2026-01-15", "by": "rank"}, now=NOW)
    assert [(row["group"], row["visitors"]) for row in found.rows] == [("gold", 1)]


def test_the_record_and_the_code_read_a_browser_alike(lake: Lake, web: Source) -> None:
    for number, name in enumerate(
        (PHONE, TABLET, DESKTOP, "curl/8", "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Mobile")
    ):
        looked(web, f"m{number}", userAgent=name)
    refresh()

    told = [agents.kind_of(one.context["userAgent"]) or None for one in Entry.objects.order_by("seq")]
    assert told == ["phone", "tablet", "desktop", None, "tablet"]
    assert [row[1] for row in in_lake(lake, "touches", "entry", "device")] == told


@pytest.mark.parametrize(
    ("context", "lead"),
    [
        ({"campaign": {"source": "google", "medium": "cpc"}}, "ad"),
        ({"campaign": {"click_id": "x", "click_type": "gclid"}}, "ad"),
        ({"campaign": {"media_code": "TV01"}}, "ad"),
        ({"campaign": {"source": "newsletter", "medium": "email"}}, "message"),
        ({"campaign": {"source": "staff-s1"}}, "staff"),
        ({"touch": {"last": {"referrer": "https://www.google.com/"}}}, "keyword"),
        ({"page": {"referrer": "https://search.yahoo.co.jp/q", "url": "https://shop.example/"}}, "keyword"),
        ({"page": {"referrer": "https://www.instagram.com/p/1", "url": "https://shop.example/"}}, "content"),
        ({"page": {"path": "/blog/tea"}}, "content"),
        ({"page": {"referrer": "https://blog.example.jp/a", "url": "https://shop.example/"}}, "referral"),
        ({"page": {"referrer": "https://shop.example/a", "url": "https://shop.example/"}}, None),
        ({}, None),
    ],
)
def test_what_led_to_a_page_is_said_in_few_words(
    context: dict[str, Any], lead: str | None, lake: Lake, web: Source
) -> None:
    looked(web, "m1", **context)
    refresh()

    assert in_lake(lake, "touches", "lead") == [(lead,)]

# SPDX-License-Identifier: Apache-2.0
"""A scenario by turns on its pages: what the card says, what publishing means, what the past would have been."""

import json
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def opened(language: str = "ja", **entry: Any) -> tuple[Client, Journey]:
    """Draw a scenario by turns for a segment of one."""
    client = shop.signed_in("headquarters", language=language)
    world.house()
    segment, _ = audience.create(key="s", name="常連", definition=segments.Manual(), now=clock.now())
    audience.add(segment.pk, persons=list(world.people("hana").values()), now=clock.now(), tells=False)
    drawn = {
        "entry": {"kind": "list", "segment": str(segment.pk), **entry}, "first": "w", "again_days": 0,
        "steps": {"w": {"kind": "wait", "days": 1, "next": ""}},
    }  # fmt: skip
    return client, journeys.draft(key="turns", name="定期", graph=drawn, now=clock.now())


def said(client: Client, journey: Journey) -> dict[str, str]:
    """Give what the card of the entry says once the drawing was kept."""
    graph = {**journey.draft, "view": {}}
    kept = {"seen": journey.changed_at.isoformat(), "name": "定期", "graph": graph}
    answer = client.post(f"/console/journeys/{journey.pk}/drawing/", json.dumps(kept), content_type="application/json")
    found: dict[str, str] = answer.json()["said"]["entry"]
    return found


@pytest.mark.parametrize(
    ("language", "entry", "note"),
    [
        ("ja", {"every": "day", "hour": "09:30"}, "毎日09:30 · 毎回全員"),
        ("ja", {"every": "week", "weekdays": ["3", "0"]}, "毎週月・木 10:00 · 毎回全員"),
        ("ja", {"every": "month", "month_day": 31}, "毎月末日 10:00 · 毎回全員"),
        ("ja", {"every": "month"}, "毎月1日 10:00 · 毎回全員"),
        ("en", {"every": "month", "month_day": 5}, "each month on day 5 at 10:00 · the same people every time"),
        ("en", {"every": ""}, ""),
    ],
)
def test_the_card_says_on_which_days_people_come_in(language: str, entry: dict[str, Any], note: str) -> None:
    client, journey = opened(language, **entry)
    assert said(client, journey)["note"] == note


@pytest.mark.parametrize(("again", "note"), [(None, "毎日10:00 · 1人1回"), (30, "毎日10:00 · 30日後から再流入")])
def test_the_card_says_when_the_same_person_comes_again(again: int | None, note: str) -> None:
    client, journey = opened(every="day")
    journey.draft["again_days"] = again
    assert said(client, journey) == {"text": "「常連」に定期配信", "note": note}


def test_publishing_says_when_the_next_turn_is_and_for_how_many_and_nobody_comes_in_at_once() -> None:
    client, journey = opened(every="day")
    answer = client.get(f"/console/journeys/{journey.pk}/version/")
    page = answer.content.decode()
    assert ("次回" in page, "現在の対象は1人" in page, answer.context["at_once"]) == (True, True, None)
    client.post(f"/console/journeys/{journey.pk}/version/")
    journey.refresh_from_db()
    assert (journey.state, journeys.admit(now=clock.now())) == ("live", 0)


def test_days_that_are_not_told_are_named_before_publishing() -> None:
    client, journey = opened(every="week")
    page = client.get(f"/console/journeys/{journey.pk}/version/").content.decode()
    assert "定期配信の曜日・日・時刻を指定してください。" in page


def test_the_simulation_says_how_many_turns_there_would_have_been() -> None:
    client, journey = opened(every="day", hour="03:00")
    told = client.get(f"/console/journeys/{journey.pk}/simulation/", headers={"accept": "application/json"}).json()
    figures = {one["label"]: one["value"] for one in told["figures"]}
    assert (figures["実施回数"], figures["入ったはずの件数"]) == ("90", "90")

# SPDX-License-Identifier: Apache-2.0
"""Devices show where they stand, and people are known to live there. A bad name is passed over and noted."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omotenashi.people.customers.models import FieldValue, Profile
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Entry, Source
from omotenashi.places.locations import actions as locations

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db
Say = Callable[..., None]


@pytest.fixture
def web(db: None) -> Source:
    locations.set_up_retailer(name="酒と茶", currency="JPY", zone="Asia/Tokyo")
    return timeline.create_source(kind="web", name="Web", now=NOW)


@pytest.fixture
def say(web: Source, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Send one item so many minutes after the first, and read it."""
    # Each entry tells anew, as it does after five minutes.
    monkeypatch.setattr("omotenashi.people.timeline.actions.placing.TOLD_SECONDS", -1.0)

    def send(n: int, zone: Any, *, source: Source = web, kind: str = "track", **more: Any) -> None:
        at = (NOW + timedelta(minutes=n)).isoformat()
        item = {
            "type": kind,
            "event": "E",
            "messageId": f"m{n}",
            "timestamp": at,
            "userId": "u",
            "anonymousId": "a",
            **more,
        }
        item["context"] = {"timezone": zone, **more.get("context", {})}
        block: AbstractContextManager[Any] = django_capture_on_commit_callbacks(execute=True)
        with block:
            timeline.ingest([item], source=source, now=NOW + timedelta(minutes=n))
        timeline.read_identities(now=NOW + timedelta(minutes=n))

    return send


def seen() -> list[str]:
    return list(Profile.objects.values_list("device_zone", flat=True))


def test_the_zone_of_a_device_is_known_and_follows_its_owner_there_and_back(say: Say) -> None:
    found = []
    for n, zone in enumerate(["Asia/Tokyo", "Asia/Tokyo", "Pacific/Honolulu", "Asia/Tokyo"]):
        say(n, zone, kind="page")
        found += seen()
    assert found == ["Asia/Tokyo", "Asia/Tokyo", "Pacific/Honolulu", "Asia/Tokyo"]
    # What is shown again needs no row.
    assert FieldValue.objects.filter(field="device_zone").count() == 3


@pytest.mark.parametrize("zone", ["Asia/Edo", {"name": "Asia/Tokyo"}, 9])
def test_a_bad_name_is_taken_noted_and_says_nothing(say: Say, zone: Any) -> None:
    say(1, zone)
    [entry] = Entry.objects.all()
    assert (entry.context["timezone"], entry.context["_unknown"], seen()) == (zone, ["timezone"], [""])


def test_what_somebody_says_of_themselves_stands_beside_what_their_device_shows(say: Say) -> None:
    say(1, "Asia/Tokyo", kind="identify", traits={"timezone": "europe/london"})
    assert [(one.zone, one.device_zone) for one in Profile.objects.all()] == [("Europe/London", "Asia/Tokyo")]


def test_a_tablet_of_the_shop_and_a_machine_say_nothing_of_anybody(say: Say, web: Source) -> None:
    Source.objects.filter(pk=web.pk).update(shared_device=True)
    say(1, "Pacific/Honolulu", kind="identify", traits={})
    Source.objects.filter(pk=web.pk).update(shared_device=False)
    say(2, "Pacific/Honolulu", context={"userAgent": "examplebot/1.0"})
    assert set(seen()) == {""}

# SPDX-License-Identifier: Apache-2.0
"""Days that a ready-made journey was taken over with, and that the house's record knows better later."""

import sys
from typing import Any

import pytest

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


def taken_over(monkeypatch: pytest.MonkeyPatch, **says: int) -> Journey:
    """Take 休眠 over while the record says nothing, and let it say something later."""
    world.house()
    journey = journeys.adopt("dormant", key="dormant", now=NOW)
    # What the lake would answer; its own tests hold the measure.
    monkeypatch.setattr(sys.modules[queries.better.__module__], "learnt", lambda **_: says)
    return journey


def better(journey: Journey) -> dict[str, Any]:
    """Give what the record knows better."""
    journey.refresh_from_db()
    return queries.better(journey.made_from, queries.draft_of(journey), now=NOW)


def test_the_record_proposes_its_days_and_they_are_taken_over_once(monkeypatch: pytest.MonkeyPatch) -> None:
    journey = taken_over(monkeypatch, **{"return": 87})
    assert better(journey) == {"": (120, 87)}
    assert [journeys.learn(journey.pk, now=NOW) for _ in range(2)] == [True, False]
    assert (better(journey), journey.draft["entry"]["days"]) == ({}, 87)


def test_days_that_somebody_chose_are_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    journey = taken_over(monkeypatch, **{"return": 87})
    mine = {**journey.draft, "entry": {**journey.draft["entry"], "days": 200}}
    journeys.draft(key="dormant", name=journey.name, graph=mine, now=NOW)
    assert (better(journey), journeys.learn(journey.pk, now=NOW)) == ({}, False)


def test_a_record_that_knows_nothing_proposes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert better(taken_over(monkeypatch)) == {}

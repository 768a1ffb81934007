# SPDX-License-Identifier: Apache-2.0
"""A visitor who signs in with one process of the server is known to the others when they ask what came to other hands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omotenashi.people.customers.actions import spells
from omotenashi.people.customers.actions.memory import Memory
from omotenashi.people.customers.models import Node
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.actions import placing
from omotenashi.people.timeline.models import Entry, Source

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def say(django_capture_on_commit_callbacks: Any) -> Callable[..., None]:
    """Take an event of a visitor's browser, its commit included."""
    server = timeline.create_source(kind="server", name="Server", now=NOW)

    def one(minute: int, **more: Any) -> None:
        at = NOW - timedelta(minutes=30 - minute)
        item = {"type": "track", "event": "E", "messageId": f"m{minute}", "timestamp": at.isoformat()}
        with django_capture_on_commit_callbacks(execute=True):
            timeline.ingest([item | {"anonymousId": "a"} | more], source=Source.objects.get(pk=server.pk), now=NOW)

    return one


@pytest.mark.parametrize("asks", [True, False])
def test_a_browser_that_came_to_other_hands_elsewhere_is_placed_with_them(
    asks: bool, say: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(1, userId="u1")
    say(2)
    timeline.hear(clock=100.0)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(spells, "_known", Memory(most=10, seconds=10))
        for name in ("_said", "_places"):
            elsewhere.setattr(placing, name, {})
        elsewhere.setattr(placing, "_of_visitor", type(placing._of_visitor)(set))
        say(3, userId="u2")
    if asks:
        timeline.hear(clock=101.0)
    say(4)
    spell = Node.objects.get(pk=Entry.objects.get(message_id="m4").node_id).spell
    assert spell == (1 if asks else 0)  # the control: who does not ask goes on with the first user's


def test_other_processes_are_asked_a_few_times_a_second_and_not_with_each_event(
    django_assert_num_queries: Any, say: Callable[..., None]
) -> None:
    say(1)
    for clock, queries in ((100.0, 1), (100.1, 0), (100.2, 0), (100.3, 1)):
        with django_assert_num_queries(queries):
            timeline.hear(clock=clock)

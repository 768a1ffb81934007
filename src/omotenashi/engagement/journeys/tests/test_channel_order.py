# SPDX-License-Identifier: Apache-2.0
"""LINE, after three days without a look a mail, after fourteen without an answer a card: each takes the right way."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from omotenashi.engagement.journeys.rules import graphs, soundness
from omotenashi.engagement.journeys.rules.walking import Happened, walk

BEGAN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CLICKED = "messaging.MessageClicked"
GRAPH = graphs.read(
    {
        "entry": {"kind": "segment", "segment": "s"},
        "first": "line",
        "steps": {
            "line": {"kind": "send", "template": "t", "channels": ["line"], "next": "seen"},
            "seen": {"kind": "wait_event", "on": CLICKED, "days": 3, "event": "", "timeout": "mail"},
            "mail": {"kind": "send", "template": "t", "channels": ["email"], "next": "answered"},
            "answered": {"kind": "wait_event", "on": CLICKED, "days": 14, "event": "", "timeout": "card"},
            "card": {"kind": "send", "template": "t", "channels": ["post"], "next": ""},
        },
    }
)


@pytest.mark.parametrize(
    ("days", "sent"),
    [
        ([1], [("line", 0)]), ([2.9], [("line", 0)]), ([3.1], [("line", 0), ("mail", 3)]), ([10], [("line", 0), ("mail", 3)]),
        ([], [("line", 0), ("mail", 3), ("card", 17)]), ([30], [("line", 0), ("mail", 3), ("card", 17)]),
    ],
)  # fmt: skip
def test_who_answers_gets_no_more_and_who_does_not_gets_a_card(days: list[float], sent: list[tuple[str, int]]) -> None:
    soundness.checked(GRAPH)
    past = [Happened(CLICKED, BEGAN + timedelta(days=day)) for day in days]
    gone = walk(
        GRAPH, person="hana", began=BEGAN, past=past, until=BEGAN + timedelta(days=60), zone=ZoneInfo("Asia/Tokyo"),
        is_yes=lambda _step, _at: False,
    )  # fmt: skip
    assert [(name, (at - BEGAN).days) for name, at in gone.sent] == sent

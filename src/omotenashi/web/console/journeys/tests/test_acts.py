# SPDX-License-Identifier: Apache-2.0
"""How the steps read that note something, keep a list or begin anew, and the last message: in the words of the page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.timeline import actions as timeline
from omotenashi.web.console.journeys import kinds, page, publishing, words
from omotenashi.web.console.journeys.tests.test_canvas import drawn, keep, office

pytestmark = pytest.mark.django_db
NOTE = {"kind": "record", "name": "VIP候補", "next": ""}


def read(step: dict[str, Any]) -> queries.Step:
    """Give a step as its card says it."""
    return queries.draft_of(Journey(draft=drawn(steps={"w": step}))).steps["w"]


@pytest.mark.parametrize(
    ("step", "english", "japanese"),
    [
        (NOTE, "Note “VIP候補”", "「VIP候補」を記録"),
        ({**NOTE, "name": " "}, "No name chosen yet", "名前が未設定"),
        ({"kind": "list", "segment": "", "next": ""}, "No list chosen yet", "リストが未設定"),
        ({"kind": "list", "segment": "x", "next": ""}, "Put on “—”", "「—」に追加"),
        ({"kind": "list", "segment": "x", "off": True, "next": ""}, "Take off “—”", "「—」から外す"),
    ],
)
def test_a_step_reads_as_a_sentence_in_both_languages(step: dict[str, Any], english: str, japanese: str) -> None:
    for language, text in (("en", english), ("ja", japanese)):
        with translation.override(language):
            assert words.step(read(step), names={"segments": {}}) == text


def test_a_wait_says_what_begins_it_anew() -> None:
    wait = read({"kind": "wait", "days": 1, "anew": "scenario:VIP候補", "next": ""})
    with translation.override("en"):
        assert words.note(wait) == "anew when somebody is noted by a scenario as “VIP候補”"
    with translation.override("ja"):
        assert words.note(wait) == "「シナリオが「VIP候補」と記録した」なら待ち直す"


def test_lists_that_are_kept_by_hand_and_names_that_scenarios_note_can_be_chosen() -> None:
    client, journey = office()
    rule = segments.Rule(segments.Group("all", (segments.Condition("tag", {"tag": "VIP"}),)))
    vip, _ = audience.create(key="vip", name="VIP会", definition=segments.Manual(), now=world.NOW)
    audience.create(key="rule", name="条件", definition=rule, now=world.NOW)
    keep(client, journey, drawn(steps={"w": NOTE}))
    with translation.override("ja"):
        offered = kinds.lists(page.names_of(), own=str(journey.pk))
    assert offered["manual"] == [(str(vip.pk), "VIP会")]
    assert offered["events"][-1] == ("scenario:VIP候補", "シナリオが「VIP候補」と記録した")


def test_what_begins_itself_stands_at_its_step_and_keeps_the_scenario_back() -> None:
    client, journey = office()
    entry = {"kind": "event", "event": "scenario:VIP候補"}
    told = keep(client, journey, drawn(entry=entry, steps={"w": NOTE})).json()["troubles"]
    assert [one["where"] for one in told] == ["w"]
    assert told[0]["text"].startswith("What this step does begins the scenario again")


def test_the_last_message_is_kept_named_before_publishing_and_no_change_once_it_lives() -> None:
    client, journey = office()
    template = str(world.version().template_id)
    keep(client, journey, drawn(farewell={"template": template}))
    journey.refresh_from_db()
    assert journey.draft["farewell"] == {"template": template}
    assert [one["letter"].name for one in publishing.preview(journey)["letters"]] == ["春のお知らせ"]
    journeys.publish(journey.pk, now=world.NOW)
    journey.refresh_from_db()
    assert JourneyVersion.objects.get().graph["farewell"]["template"] == template
    assert not page.is_changed(journey, queries.draft_of(journey))


def test_the_line_of_time_says_that_a_scenario_noted_it_and_not_that_somebody_did_it() -> None:
    client, _ = office()
    hana = world.people("hana")["hana"]
    record = timeline.EntryRecord(
        message_id="1", name="scenario:VIP候補", node_id=hana, at=world.NOW, props={"journey": "F2転換"}
    )
    timeline.append([record], source=timeline.internal_source(), now=world.NOW + timedelta(hours=1))
    page_of = client.get(f"/console/customers/{hana}/timeline/").content.decode()
    assert "A scenario noted “VIP候補”" in page_of
    assert "F2転換" in page_of

# SPDX-License-Identifier: Apache-2.0
"""The page on which a scenario is published: what differs, what stands in the way, who is inside and where they go on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from omotenashi.base import clock
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion, Transfer
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.journeys import differing, foreseen, page, publishing
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
WAIT = {"kind": "wait", "days": 10, "next": ""}


def drawing(steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Draw steps after a call of the API; the first is the first."""
    return {"entry": {"kind": "api"}, "first": next(iter(steps), ""), "steps": steps, "control": 1000} | changes


def office(*drawn: dict[str, Any], publishes: int = 1) -> tuple[Client, Journey]:
    """Sign somebody in at a house with a scenario of which the first drawings live; one person is on the first."""
    client = shop.signed_in()
    world.house()
    [person] = world.people("hana").values()
    now = clock.now()
    for at, graph in enumerate(drawn):
        then = now + timedelta(seconds=at)
        journey = journeys.draft(key="way", name="道", graph=graph, now=then)
        if at < publishes:
            version = journeys.publish(journey.pk, now=then)
        if at == 0 and publishes:
            journeys.enrol(version, [journeys.Arrival(node_id=person, at=now)], now=now)
            journeys.advance(now=now)
    return client, Journey.objects.get()


def path(journey: Journey, rest: str = "version/") -> str:
    """Give an address of a scenario."""
    return f"/console/journeys/{journey.pk}/{rest}"


def shown(client: Client, journey: Journey) -> Any:
    """Open the page of publishing in English."""
    return client.get(path(journey), headers={"accept-language": "en"}).context


def checked(context: Any) -> list[tuple[str, str, bool]]:
    """Give what is not in order, without what the test's channel says."""
    return [(one.state, one.label, one.stops) for one in context["checks"] if one.label != "Mail"]


def test_what_differs_is_told_with_what_it_was_and_what_it_is() -> None:
    before = {
        "w": {**WAIT, "next": "t"},
        "t": {"kind": "tag", "tag": "A", "next": "p"},
        "p": {"kind": "points", "points": 10, "next": ""},
    }
    after = {"w": {**WAIT, "days": 2, "next": "n"}, "n": {"kind": "tag", "tag": "B", "next": "p"}, "p": before["p"]}
    _client, journey = office(drawing(before), drawing(after, control=500))
    with translation.override("en"):
        told = publishing.preview(journey)
        found = [(one.name, one.says, one.was, one.now) for one in told["differences"]]
    assert found == [
        ("New", "Put “B” on", "", ""),
        ("Gone", "Put “A” on", "", ""),
        ("Changed", "Wait", "Wait 10 days", "Wait 2 days"),
        ("Changed", "Kept apart to measure", "10%", "5%"),
    ]
    assert (told["number"], told["tally"]) == (2, "1 step new · 1 step gone · 2 things changed")


def test_a_way_that_leads_elsewhere_is_told_unless_what_came_between_says_so() -> None:
    with translation.override("en"):
        names: dict[str, dict[str, str]] = {"letters": {}, "segments": {}, "journeys": {}, "coupons": {}, "hooks": {}}
        a, b = {**WAIT, "next": "b"}, {"kind": "tag", "tag": "B", "next": ""}
        before = queries.draft_of(Journey(draft=drawing({"a": a, "b": b})))
        after = queries.draft_of(Journey(draft=drawing({"a": {**a, "next": ""}, "b": b})))
        found = differing.differences(before, after, names)
    assert [(one.how, one.says, one.now) for one in found] == [("changed", "Wait 10 days", "leads to: End")]


def test_new_words_of_a_message_make_the_scenario_one_that_can_be_published_anew() -> None:
    said = world.version()
    send = {"s": {"kind": "send", "template": str(said.template_id), "next": ""}}
    _client, journey = office(drawing(send), drawing(send))
    assert page.is_changed(journey, queries.draft_of(journey)) is False
    world.version({**world.WORDS, "subject": "新しい春へ"})
    assert page.is_changed(journey, queries.draft_of(journey)) is True
    with translation.override("en"):
        [one] = publishing.preview(journey)["differences"]
    assert (one.how, one.says, one.now) == ("worded", "“春のお知らせ” from version 1 to 2", "新しい春へ")


def test_what_stands_in_the_way_is_named_with_where_it_is_mended_and_leaves_nothing_to_press() -> None:
    draft = messaging.draft(key="d", name="下書き", content=world.WORDS, purpose="marketing", now=world.NOW)
    client, journey = office(drawing({"s": {"kind": "send", "template": str(draft.pk), "next": ""}}), publishes=0)
    with translation.override("en"):
        told = publishing.preview(journey)
    [wrong] = [one for one in told["checks"] if one.stops]
    assert (wrong.label, wrong.href) == ("Send “下書き”", f"/console/messages/{draft.pk}/")
    assert (told["verdict"]["text"], told["stopped"]) == ("1 thing has to be mended first.", True)
    answer = client.post(path(journey))
    assert (answer.status_code, JourneyVersion.objects.count()) == (422, 0)
    assert (
        "o-button-primary"
        not in client.get(path(journey)).content.decode().split('id="publish"')[1].split("</form>")[0]
    )


def test_a_coupon_whose_campaign_is_gone_is_told_before_the_press_and_not_after_it() -> None:
    _client, journey = office(drawing({"c": {"kind": "coupon", "campaign": "gone", "next": ""}}), publishes=0)
    with translation.override("en"):
        found = [(one.text, one.href) for one in publishing.preview(journey)["checks"] if one.stops]
    assert found == [
        ("The campaign of a coupon is over. Choose another one.", f"/console/journeys/{journey.pk}/#step=c")
    ]
    assert Campaign.objects.count() == 0


def test_what_one_should_know_of_the_messages_is_told_and_stops_nothing() -> None:
    content = {**world.WORDS, "blocks": [*world.WORDS["blocks"], {"kind": "products", "codes": "GONE"}]}
    said = world.version(content)
    messaging.draft(key="spring", name="春のお知らせ", content=world.WORDS, purpose="marketing", now=clock.now())
    _client, journey = office(
        drawing({"s": {"kind": "send", "template": str(said.template_id), "next": ""}}, control=0), publishes=0
    )
    with translation.override("en"):
        told = publishing.preview(journey)
    assert sorted(checked(told)) == [
        ("warn", "Kept apart to measure", False), ("warn", "Products", False), ("warn", "春のお知らせ", False),
    ]  # fmt: skip
    assert (told["stopped"], told["verdict"]["title"]) == (False, "It can be published")


def test_those_on_the_way_are_told_step_by_step_and_stay_unless_one_says_otherwise() -> None:
    client, journey = office(drawing({"w": WAIT}), drawing({"w": {**WAIT, "days": 2}}))
    [inside] = shown(client, journey)["inside"]
    assert (inside["number"], inside["people"], inside["moving"]) == (1, 1, 1)
    assert [(row["people"], row["moves"]) for row in inside["rows"]] == [(1, True)]
    client.post(path(journey), {"inside": "stay"})
    assert (Enrolment.objects.get().version.number, Transfer.objects.count()) == (1, 0)


def test_those_on_the_way_go_on_by_the_new_version_where_it_has_their_step_and_can_be_led_back() -> None:
    client, journey = office(drawing({"w": WAIT}), drawing({"w": {**WAIT, "days": 2}}))
    client.post(path(journey), {"inside": "move"})
    done = Transfer.objects.get()
    assert (Enrolment.objects.get().version.number, done.source.number, done.target.number) == (2, 1, 2)
    client.post(f"/console/journeys/transfers/{done.pk}/return/")
    assert Enrolment.objects.get().version.number == 1
    assert AuditEntry.objects.filter(permission="messages.publish", subject=f"journey:{journey.pk}").count() == 3


def test_a_step_that_is_gone_keeps_its_people_and_choosing_leads_to_the_map() -> None:
    client, journey = office(drawing({"w": WAIT}), drawing({"x": {"kind": "tag", "tag": "B", "next": ""}}))
    [inside] = shown(client, journey)["inside"]
    assert (inside["moving"], [row["moves"] for row in inside["rows"]]) == (0, [False])
    answer = client.post(path(journey), {"inside": "choose"})
    assert answer["location"] == path(journey, "versions/1/transfer/")
    assert (JourneyVersion.objects.count(), Transfer.objects.count()) == (2, 0)


def test_an_older_drawing_comes_back_as_the_draft_and_what_lives_stays() -> None:
    client, journey = office(drawing({"w": WAIT}), drawing({"w": {**WAIT, "days": 2}}), publishes=2)
    client.post(path(journey, "versions/1/drawing/"))
    journey.refresh_from_db()
    assert (journey.version, queries.draft_of(journey).steps["w"]["days"]) == (2, 10)
    assert page.is_changed(journey, queries.draft_of(journey)) is True
    clerk = Client()
    clerk.force_login(shop.hired("clerk"), backend=shop.BACKEND)
    answers = [clerk.post(path(journey, "versions/2/drawing/")), clerk.get(path(journey, "version/expected/"))]
    assert [one.status_code for one in answers] == [403, 403]


def test_what_the_past_says_is_what_the_simulation_says_and_comes_after_the_page() -> None:
    client, journey = office(drawing({"w": WAIT}), publishes=0)
    people = world.people("kei", "mia")
    segment, _ = audience.create(key="s", name="みんな", definition=segments.Manual(), now=world.NOW)
    audience.add(segment.pk, persons=list(people.values()), now=clock.now())
    graph = drawing({"w": WAIT}, entry={"kind": "list", "segment": str(segment.pk)}, control=0)
    journey = journeys.draft(key="way", name="道", graph=graph, now=clock.now())
    here, there = (
        client.get(path(journey, "version/expected/")).context,
        client.get(path(journey, "simulation/")).context,
    )
    assert here["figures"] == there["figures"][: len(here["figures"])]
    assert (here["found"].runs, here["by_day"], here["is_once"]) == (2, "", True)
    drawn, found = queries.draft_of(Journey(draft=drawing({"w": WAIT}))), queries.Foreseen(days=90, runs=45)
    with translation.override("en"):
        assert foreseen.by_day(found, drawn) == "about 0.5 a day"


def test_what_lives_as_it_is_drawn_has_nothing_to_publish() -> None:
    client, journey = office(drawing({"w": WAIT}))
    told = shown(client, journey)
    assert (told["idle"], told["changed"], told["number"], told["verdict"]["state"]) == (True, False, 1, "good")

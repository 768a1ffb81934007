# SPDX-License-Identifier: Apache-2.0
"""The pages of what sends may bring, brought soon and late, and taught: their numbers, their words, and who may look."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries as drawings
from omotenashi.engagement.journeys.models import Journey, JourneyVersion
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Forecast, Message, Template, TemplateVersion
from omotenashi.engagement.messaging.tests import world
from omotenashi.insight import actions as insight
from omotenashi.insight.models import Experiment
from omotenashi.people.customers.models import Person
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import actions as places
from omotenashi.web.console.effects import accuracy
from omotenashi.web.console.effects.accuracy import Pair
from omotenashi.web.console.foretelling import campaigns
from omotenashi.web.console.messages import costs
from omotenashi.web.console.tests.shop import queries_of
from omotenashi.web.ui.tags.formats import day, money

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _office(role: str = "headquarters") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(staff.hire(email=f"{role}@shop.example", name=role, role=role, password="quiet-blue-cloth"))
    return client


def _past(said: TemplateVersion, persons: list[UUID], *, weeks: int) -> None:
    """So many campaigns, one a week, each bought from by two of twenty."""
    line = orders.LineRecord(
        sku="", name="茶", quantity=1, unit_price=Decimal(1_000), amount=1_000, tax_rate=0, cost=500
    )
    for number in range(weeks):
        at = clock.now() - (3 + number) * 7 * DAY
        messaging.intend(
            [world.wish(one, said, key=f"{number}:{one}", campaign=f"c{number}", at=at) for one in persons]
        )
        Message.objects.filter(campaign=f"c{number}").update(state="sent", sent_at=at, channel="email", due_at=None)
        orders.record(
            [
                orders.OrderRecord(
                    origin="test", number=f"{number}{one}", channel="EC", node_id=one, placed_at=at + DAY, lines=(line,)
                )
                for one in persons[:2]
            ],
            now=clock.now(),
        )


@pytest.fixture
def said(db: None) -> TemplateVersion:
    """A message with a past of eight weeks."""
    del db
    world.house()
    places.register_channels(["EC", "STORE"])
    persons = list(world.people(*(f"p{number}" for number in range(20))).values())
    version = world.version()
    _past(version, persons, weeks=8)
    return version


def test_a_message_says_what_it_may_bring_and_what_worked_before(said: TemplateVersion) -> None:
    other = world.version(key="new")
    page = _office().get(reverse("console:message-advice", args=[other.template_id]))
    [line] = page.context["foreseen"]["lines"]
    assert (line.can, line.people, line.channel) == (True, "20", "Mail")
    [past] = page.context["past"]
    assert (past["past"].template_id, past["past"].people, past["past"].bought) == (said.template_id, 20, 2)
    assert (past["bought"], past["opened"]) == ("10.0%", "0.0%")


def test_without_a_past_it_says_that_it_cannot_say(db: None) -> None:
    del db
    world.house()
    world.people("hana")
    version = world.version()
    page = _office().get(reverse("console:message-advice", args=[version.template_id]))
    [line] = page.context["foreseen"]["lines"]
    assert (line.can, line.why) == (False, "Cannot be foretold yet: 0 of 5 earlier sends to twenty people or more")


def test_what_is_published_is_written_down_for_its_first_week(said: TemplateVersion) -> None:
    draft = {
        "entry": {"kind": "list", "segment": str(_segment())}, "first": "a",
        "steps": {"a": {"kind": "send", "template": str(said.template_id), "next": ""}},
    }  # fmt: skip
    journey = journeys.draft(key="j", name="春", graph=draft, now=clock.now())
    version = journeys.publish(journey.pk, now=clock.now())
    assert campaigns.keep(version, at=clock.now(), now=clock.now()) == 1
    kept = Forecast.objects.get()
    assert (kept.campaign, kept.channel, kept.people) == (f"journey:{journey.pk}:a", "email", 20)
    assert JourneyVersion.objects.count() == Journey.objects.count() == 1


def _segment() -> UUID:
    made, _new = audience.create(key="all", name="全員", definition=segments.Manual(), now=clock.now())
    audience.add(made.pk, persons=list(Person.objects.values_list("pk", flat=True)), now=clock.now(), tells=False)
    return made.pk


def test_the_page_of_accuracy_tells_kept_forecasts_and_earlier_runs_apart(said: TemplateVersion) -> None:
    client, where = _office(), reverse("console:effect-forecasts")
    before = client.get(where)
    assert (before.context["said"], before.context["earlier"]["n"], before.context["earlier"]["held"]) == (
        None, "3", "100.0%",
    )  # fmt: skip
    values = {
        "campaign": "c0", "channel": "email", "purpose": said.template.purpose_id, "model": "m", "runs": 5, "people": 20,
        "rate": 0.1, "rate_low": 0.05, "rate_high": 0.2, "sales": 2_000, "margin": 1_000, "cost": 0,
        "made_at": clock.now() - 20 * DAY, "until": clock.now() - 13 * DAY,
    }  # fmt: skip
    came = {
        "settled_at": clock.now(),
        "actual_people": 10,
        "actual_sales": 3_000,
        "actual_margin": 1_500,
        "actual_cost": 0,
    }
    Forecast.objects.create(key="a", **values, **came, actual_buyers=3)
    Forecast.objects.create(key="b", **values)
    page = client.get(where)
    assert page.context["said"] == {"n": "1", "held": "0.0%", "off": "20.0 pt", "said": "10.0%", "came": "30.0%"}
    assert sorted(row["word"] for _, row in page.context["kept"]) == ["Not over yet", "Outside"]


def test_how_often_the_range_held_is_counted_by_sends() -> None:
    pairs = [
        Pair(name="a", channel="Mail", at="", people=100, said=0.1, low=0.05, high=0.15, came=0.12),
        Pair(name="b", channel="Mail", at="", people=300, said=0.2, low=0.15, high=0.25, came=0.3),
    ]
    found = accuracy.summary(pairs)
    assert found == {"n": "2", "held": "50.0%", "off": "6.0 pt", "said": "17.5%", "came": "25.5%"}
    values = [one["values"] for one in accuracy.chart(pairs, is_kept=True)["series"]]
    assert values == [[0.1, 0.2], [0.12, 0.3]]


def test_soon_and_late_stand_on_one_page_with_the_web_and_shops_apart(said: TemplateVersion) -> None:
    client, where = _office(), reverse("console:message-result", args=[said.template_id])
    short, late = client.get(where), client.get(f"{where}?span=long")
    rows = {row["label"]: row["cells"] for row in short.context["rows"]}
    assert [one["people"] for one in short.context["columns"]] == ["20", "20"]
    assert (rows["People who bought"], rows["of them in shops"]) == (["2", "2"], ["0", "0"])
    assert (short.context["is_young"], late.context["is_young"], late.context["columns"]) == (False, True, [])


def test_a_young_send_says_what_is_known_and_what_comes_when(said: TemplateVersion) -> None:
    client, where = _office(), reverse("console:message-result", args=[said.template_id])
    Message.objects.update(sent_at=clock.now() - DAY)
    page = client.get(where)
    early = page.context["early"]
    assert (page.context["chart"], page.context["is_old"], early["figures"][0][1]) == (None, False, "160")
    assert [(one["days"], one["is_there"], one["young"]) for one in early["steps"]] == [
        (n, False, "20") for n in (7, 30, 180, 365)
    ]
    assert early["steps"][0]["comes"] == day(clock.now() + 6 * DAY)
    shown = page.content.decode()
    assert (
        "—" in shown.split("</h1>")[1].split("</section>")[0],
        f"/console/messages/inbox/?template={said.template_id}" in shown,
    ) == (False, True)


def test_a_result_takes_as_many_reads_for_few_as_for_many(said: TemplateVersion) -> None:
    client, where = _office(), reverse("console:message-result", args=[said.template_id])
    many = queries_of(client, where)
    Message.objects.exclude(pk=Message.objects.order_by("pk")[0].pk).update(state="dropped")
    assert queries_of(client, where) == many


def test_what_was_learnt_is_kept_with_an_experiment_and_found_by_its_words(db: None) -> None:
    del db
    insight.begin_experiment(
        key="hand-1", name="送料無料", arms={"control": 1_000, "reached": 9_000}, now=clock.now(), by="test"
    )
    client = _office()
    client.post(
        reverse("console:effect-note", args=["hand-1"]),
        {"hypothesis": "離脱が減る", "learning": "ＬＩＮＥの方が効いた"},
    )
    kept = Experiment.objects.get()
    assert (kept.hypothesis, kept.learning) == ("離脱が減る", "ＬＩＮＥの方が効いた")
    where = reverse("console:effect-knowledge")
    found = {
        asked: [one.name for one in client.get(where, {"q": asked}).context["notes"]]
        for asked in ("", "line 離脱", "メール")
    }
    assert found == {"": ["送料無料"], "line 離脱": ["送料無料"], "メール": []}


def test_who_may_not_see_measures_sees_none_of_it(said: TemplateVersion) -> None:
    client = _office("clerk")
    pages = [
        reverse("console:effect-forecasts"), reverse("console:effect-knowledge"),
        reverse("console:message-result", args=[said.template_id]),
    ]  # fmt: skip
    assert [client.get(one).status_code for one in pages] == [403, 403, 403]


def test_a_scenario_foretells_what_the_composer_says_a_long_short_text_costs() -> None:
    world.house()
    content = {"subject": "春", "blocks": [{"kind": "text", "text": "春の花"}], "short": "春の花が届きました。" * 12}
    template = messaging.draft(key="long", name="春", content=content, now=clock.now())
    Template.objects.filter(pk=template.pk).update(channels=["sms"])
    template.refresh_from_db()
    drawn = {"first": "a", "steps": {"a": {"kind": "send", "template": str(template.pk)}}}
    foretold = campaigns.cost_of(drawings.draft_of(Journey(draft=drawn)), {"a": 7})
    [said] = costs.told(template)["lines"]
    assert (money(foretold // 7), foretold > 7 * queries.price_of("sms")) == (said["price"], True)

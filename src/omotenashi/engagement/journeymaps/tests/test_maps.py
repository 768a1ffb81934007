# SPDX-License-Identifier: Apache-2.0
"""Maps: begun from a template, changed cell by cell, taken back; counted by what people really did; served by scenarios."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.reviews.models import Review
from omotenashi.engagement.journeymaps import actions as maps
from omotenashi.engagement.journeymaps import queries
from omotenashi.engagement.journeymaps.models import JourneyMap, MapEdit
from omotenashi.engagement.journeymaps.queries.templates import drawn
from omotenashi.engagement.journeymaps.rules import bodies
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.timeline.models import Entry
from omotenashi.places.locations import actions as places

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CELL = {"stage": "s1", "channel": "c1"}


def _map(code: str = "blank") -> JourneyMap:
    with override("en"):
        return maps.begin(code, key=f"test:{code}", name="", now=NOW)


def _cell(one: JourneyMap, **said: Any) -> JourneyMap:
    return maps.change(one.pk, "cell", {**CELL, **said}, now=NOW)


@pytest.mark.parametrize("code", [one.code for one in queries.TEMPLATES])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_template_is_a_sound_map(code: str, language: str) -> None:
    with override(language):
        name, _persona, body = drawn(code)
    stages, channels = [one["id"] for one in body["stages"]], [one["id"] for one in body["channels"]]
    again = bodies.made(body["stages"], body["channels"], {})
    for key, cell in body["cells"].items():
        again = bodies.with_cell(again, *key.split(":"), **cell)
    assert (again, bool(name), len(stages) >= 5, len(channels) >= 3) == (body, True, True, True)


@pytest.mark.django_db
def test_a_map_is_begun_once_under_its_key() -> None:
    assert _map("apparel").pk == _map("apparel").pk


@pytest.mark.django_db
def test_a_cell_is_kept_and_taken_back() -> None:
    one = _map()
    one = _cell(one, action="Sees a picture", emotion="1")
    one = _cell(one, action="Sees a picture", emotion="1")
    kept = (one.body["cells"], one.revision, MapEdit.objects.count())
    _cell(one, action="", emotion="")
    taken = maps.undo(one.pk, now=NOW)
    again = maps.undo(one.pk, now=NOW)
    assert kept == ({"s1:c1": {"action": "Sees a picture", "emotion": 1}}, 2, 1)
    assert (taken and taken.body["cells"], again and again.body["cells"], maps.undo(one.pk, now=NOW)) == (
        kept[0],
        {},
        None,
    )


@pytest.mark.django_db
def test_an_earlier_state_comes_back_as_a_change_of_its_own() -> None:
    one = _cell(_map(), action="first")
    _cell(one, action="second")
    assert maps.restore(one.pk, 2, now=NOW).body["cells"]["s1:c1"]["action"] == "first"
    assert list(queries.edits_of(one.pk).values_list("what", flat=True)) == ["restore", "cell", "cell"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("cell", {**CELL, "emotion": "3"}), ("cell", {**CELL, "action": "x" * 401}), ("cell", {"stage": "s9", "channel": "c1"}),
        ("cell", {**CELL, "anything": "x"}), ("cell", {**CELL, "serves": {"kind": "person", "id": "1"}}),
        ("stage", {"stage": "s1", "name": " "}), ("stage", {"stage": "s1", "source": {"kind": "person", "what": "x"}}),
        ("remove", {"kind": "stages", "key": "s9"}), ("add", {"kind": "cells", "name": "x"}), ("head", {"name": ""}),
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused_and_changes_nothing(verb: str, said: dict[str, Any]) -> None:
    one = _map()
    with pytest.raises(maps.BadChange):
        maps.change(one.pk, verb, said, now=NOW)
    one.refresh_from_db()
    assert (one.revision, MapEdit.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_stages_come_go_and_move_with_their_cells() -> None:
    one = _cell(_map(), action="x")
    one = maps.change(one.pk, "add", {"kind": "stages", "name": "Later"}, now=NOW)
    one = maps.change(one.pk, "move", {"kind": "stages", "key": "s1", "by": 1}, now=NOW)
    order = [stage["id"] for stage in one.body["stages"]][:2]
    one = maps.change(one.pk, "remove", {"kind": "stages", "key": "s1"}, now=NOW)
    assert (order, len(one.body["stages"]), one.body["cells"]) == (["s2", "s1"], 5, {})


def test_the_curve_is_the_mean_of_each_stage() -> None:
    _name, _persona, body = drawn("apparel")
    assert queries.emotions(body)[:4] == [1, -0.5, -0.5, 1.5]


def test_where_nobody_serves_is_seen() -> None:
    stages = [
        {"id": key, "name": key, "source": source}
        for key, source in (("s1", {}), ("s2", {"kind": "event", "what": "x"}), ("s3", {"kind": "event", "what": "x"}))
    ]
    body = bodies.made(stages, [{"id": "c1", "name": "c", "code": ""}], {
        "s2:c1": {"action": "waits", "emotion": -2}, "s3:c1": {"action": "buys", "serves": {"kind": "journey", "id": "1"}},
    })  # fmt: skip
    assert [(gap.stage, gap.kind) for gap in queries.gaps(body)] == [
        ("s1", "no_data"),
        ("s1", "no_channel"),
        ("s2", "pain"),
    ]


@pytest.mark.django_db
def test_a_stage_counts_the_persons_who_did_it() -> None:
    world.house()
    hana, taro = world.people("hana", "taro").values()
    version = world.version()
    sent = world.send([world.wish(hana, version), world.wish(taro, version)])
    assert {one.state for one in sent.values()} == {"sent"}
    from omotenashi.base.outbox.actions import deliver

    deliver(now=datetime.now(UTC) + timedelta(minutes=1))
    seen = Entry.objects.filter(name="messaging.MessageSent").order_by("-at").values_list("at", flat=True)[0]
    body = bodies.with_stage(drawn("blank")[2], "s1", source={"kind": "event", "what": "messaging.MessageSent"})
    found = queries.numbers_of(body, now=max(seen, datetime.now(UTC)), days=365)
    assert (found.stages["s1"], found.stages["s2"]) == (2, None)


@pytest.mark.django_db
def test_a_measure_without_a_benefit_is_refused_and_with_one_becomes_a_scenario() -> None:
    one = _cell(
        maps.change(
            _map().pk, "stage", {"stage": "s1", "source": {"kind": "event", "what": "orders.OrderPlaced"}}, now=NOW
        ),
        measure="Send care tips",
    )
    with pytest.raises(maps.NoBenefit):
        maps.serve(one.pk, "s1", "c1", name="Care", benefit="  ", ways=("line",), now=NOW)
    assert Journey.objects.count() == 0
    journey = maps.serve(one.pk, "s1", "c1", name="Care", benefit="Clothes last longer", ways=("line",), now=NOW)
    one.refresh_from_db()
    journey.refresh_from_db()
    assert (journey.hypothesis, journey.draft["entry"]) == (
        "Clothes last longer",
        {"kind": "event", "event": "orders.OrderPlaced"},
    )
    assert one.body["cells"]["s1:c1"]["serves"] == {"kind": "journey", "id": str(journey.pk)}


@pytest.mark.django_db
def test_a_cell_shows_what_its_message_brought() -> None:
    world.house()
    hana, taro = world.people("hana", "taro").values()
    version = world.version()
    sent = world.send([world.wish(hana, version), world.wish(taro, version)])
    messaging.clicked(
        sent[hana], link=0, address="/", agent="Mozilla/5.0 (iPhone)", method="GET", now=world.NOW + timedelta(hours=1)
    )
    one = _cell(_map(), serves={"kind": "template", "id": str(version.template_id)})
    came = queries.numbers_of(one.body, now=NOW).cells["s1:c1"]
    assert (came.name, came.sent, came.answered, came.content) == ("春のお知らせ", 2, 1, None)


@pytest.mark.django_db
def test_a_cell_tells_by_channel_how_content_readers_are_and_each_voice_counts_once() -> None:
    world.house()
    hana, taro = world.people("hana", "taro").values()
    version = world.version()
    places.register_channels(["EC"])
    for n, channel in enumerate(("email", "line")):
        world.send(
            [world.wish(one, version, key=f"{n}:{one}", campaign=f"c{n}", purpose="order") for one in (hana, taro)]
        )
        Message.objects.filter(campaign=f"c{n}").update(state="sent", channel=channel, sent_at=world.NOW + n * DAY)
    for person, rating, day in ((hana, 5, 2), (taro, 2, 0.5)):
        _says(person, rating, at=world.NOW + day * DAY)
    # Too long after the message, it says nothing of it.
    _says(hana, 1, at=world.NOW + 40 * DAY)
    one = _cell(_map(), serves={"kind": "template", "id": str(version.template_id)})
    came = queries.numbers_of(one.body, now=NOW).cells["s1:c1"]
    assert (came.sent, came.content, came.voices) == (4, 3.5, 2)
    assert sorted(came.channels) == [("email", 1, 2.0), ("line", 1, 5.0)]


def _says(person: Any, rating: int, *, at: datetime) -> None:
    number = f"{rating}-{at:%d%H}"
    orders.record(
        [
            orders.OrderRecord(
                origin="test", number=number, channel="EC", node_id=person, placed_at=at,
                lines=(orders.LineRecord(sku=number, quantity=1, unit_price=Decimal(1000), amount=1000),),
            )
        ],
        now=at,
    )  # fmt: skip
    product = Product.objects.create(code=number, name="花", changed_in=0)
    variant = Variant.objects.create(product=product, sku=f"v{number}")
    Review.objects.create(
        product=product, variant=variant, node_id=person, order=Order.objects.get(number=number), rating=rating, text="",
        written_at=at,
    )  # fmt: skip


@pytest.mark.django_db
def test_nothing_is_tied_to_a_cell_before_its_benefit_is_said() -> None:
    one, serves = _map(), {"kind": "template", "id": "1"}
    with pytest.raises(maps.NoBenefit):
        maps.tie(one.pk, "s1", "c1", serves=serves, benefit=" ", now=NOW)
    one.refresh_from_db()
    assert one.body["cells"].get("s1:c1", {}).get("serves") is None
    maps.tie(one.pk, "s1", "c1", serves=serves, benefit="Clothes last longer", now=NOW)
    one.refresh_from_db()
    assert (one.body["cells"]["s1:c1"]["serves"], one.body["cells"]["s1:c1"]["benefit"]) == (
        serves,
        "Clothes last longer",
    )

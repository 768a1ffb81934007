# SPDX-License-Identifier: Apache-2.0
"""The menu under the chat: LINE's own SDK speaks to a stand-in that checks what the published contract asks for."""

import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.channels.line.standin.contract import Standin, user_id
from omotenashi.engagement.messaging.channels.line.standin.menus import wrong_menu
from omotenashi.engagement.messaging.models import ChatMenu, ChatMenuLink
from omotenashi.engagement.messaging.rules import menus as rules
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier

pytestmark = pytest.mark.django_db
NOW = world.NOW
ONE = {"layout": "compact-1", "bar": "メニュー", "is_open": True, "areas": [{"kind": "page", "target": "card", "label": "会員証"}]}  # fmt: skip


@pytest.fixture(autouse=True)
def line(settings: Any) -> Iterator[Standin]:
    """A stand-in of LINE behind the SDK."""
    world.house()
    messaging.set_origin("https://shop.example")
    with chatting.line(settings) as standin:
        yield standin


def picture(width: int = 2500, height: int = 843) -> bytes:
    """A white PNG."""
    lines = (b"\0" + b"\xff" * width) * height
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]  # fmt: skip
    chunks = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def publish(audience: str = "all", said: Any = ONE, **values: Any) -> ChatMenu:
    given = {"picture": picture(), "begins_at": NOW, "ends_at": None, "staff_id": None, "now": NOW, **values}
    return messaging.publish_menu(audience, said, **given)


def member(name: str) -> UUID:
    """A friend on LINE who holds a card."""
    chatting.friends(name)
    number = Identifier("member_no", f"M{name}")
    record = CustomerRecord(identifiers=(Identifier("line_user_id", user_id(name)), number), observed_at=NOW)
    [outcome] = customers.register([record], source="portal", now=NOW)
    assert outcome.person_id is not None
    return outcome.person_id


def test_a_menu_for_everybody_is_made_with_its_picture_and_shown(line: Standin) -> None:
    menu = publish()
    assert messaging.tend_menus(now=NOW) is True
    menu.refresh_from_db()
    [(key, there)] = line.menus.there.items()
    assert (line.menus.default, line.menus.pictures[key], menu.external_id, menu.default_at) == (
        key,
        picture(),
        key,
        NOW,
    )
    assert (there["name"], there["chatBarText"], there["selected"]) == (str(menu.pk), "メニュー", True)
    assert there["areas"] == [
        {"bounds": {"x": 0, "y": 0, "width": 2500, "height": 843},
         "action": {"type": "uri", "label": "会員証", "uri": "https://shop.example/my/card/"}}
    ]  # fmt: skip


def test_looking_again_when_nothing_changed_says_nothing_to_line(line: Standin) -> None:
    publish()
    messaging.tend_menus(now=NOW)
    before = len(line.calls)
    messaging.tend_menus(now=NOW + timedelta(minutes=5))
    assert len(line.calls) == before


def test_an_answer_that_is_lost_leaves_no_second_menu(line: Standin) -> None:
    publish()
    # The list is answered, the answer of the making is lost, then that of the picture.
    line.broken = [0, "lost"]
    assert messaging.tend_menus(now=NOW) is False
    line.broken = [0, "lost"]
    assert messaging.tend_menus(now=NOW) is False
    assert messaging.tend_menus(now=NOW) is True
    assert (len(line.menus.there), line.menus.default, ChatMenu.objects.get().error) == (1, next(iter(line.menus.there)), "")  # fmt: skip


def test_a_newer_menu_takes_the_place_and_the_older_is_forgotten_at_line(line: Standin) -> None:
    publish()
    messaging.tend_menus(now=NOW)
    later = NOW + timedelta(hours=1)
    newer = publish(said=ONE | {"bar": "春のメニュー"}, now=later, begins_at=later)
    messaging.tend_menus(now=later)
    newer.refresh_from_db()
    assert (list(line.menus.there), line.menus.default) == ([newer.external_id], newer.external_id)
    assert ChatMenu.objects.filter(removed_at=later).count() == 1


def test_a_menu_of_a_period_comes_and_goes_and_the_standing_one_is_shown_again(line: Standin) -> None:
    standing = publish()
    begins, ends = NOW + timedelta(days=1), NOW + timedelta(days=2)
    publish(begins_at=begins, ends_at=ends, now=NOW + timedelta(minutes=1))
    bars = []
    for moment in (NOW + timedelta(hours=1), begins, ends):
        messaging.tend_menus(now=moment)
        bars.append(line.menus.there[line.menus.default]["name"] == str(standing.pk))
    assert (bars, len(line.menus.there)) == ([True, False, True], 1)


def test_members_see_their_own_and_whoever_blocks_leaves_or_is_erased_does_not(line: Standin) -> None:
    hana, ken = member("hana"), member("ken")
    chatting.friends("guest")
    publish()
    own = publish("members", ONE | {"bar": "会員メニュー"})
    messaging.tend_menus(now=NOW)
    own.refresh_from_db()
    assert line.menus.linked == {user_id("hana"): own.external_id, user_id("ken"): own.external_id}
    assert queries.menu_seen_by(chatting.point("hana")) == own
    assert queries.menu_seen_by(chatting.point("guest")) == ChatMenu.objects.get(audience="all")
    chatting.tell(chatting.event("unfollow", "ken"))
    erasures.erase(hana, by="test", now=NOW)
    messaging.erase([hana], list(_nodes(hana)))
    messaging.tend_menus(now=NOW)
    assert (line.menus.linked, ChatMenuLink.objects.count()) == ({}, 0)
    assert ken is not None


def test_a_friend_who_comes_back_is_shown_the_members_menu_again(line: Standin) -> None:
    member("hana")
    publish("members")
    messaging.tend_menus(now=NOW)
    # LINE forgets who sees what when somebody leaves.
    line.menus.linked.clear()
    chatting.tell(chatting.event("follow", "hana", at=NOW + timedelta(minutes=1), replyToken="r"))
    messaging.tend_menus(now=NOW + timedelta(minutes=2))
    assert list(line.menus.linked) == [user_id("hana")]


def test_whom_line_was_not_told_of_within_a_day_is_forgotten_all_the_same(line: Standin) -> None:
    hana = member("hana")
    publish("members")
    messaging.tend_menus(now=NOW)
    messaging.erase([hana], list(_nodes(hana)))
    ChatMenuLink.objects.update(erased_at=NOW)
    line.broken = [500] * 9
    messaging.tend_menus(now=NOW + timedelta(hours=1))
    assert ChatMenuLink.objects.count() == 1
    messaging.tend_menus(now=NOW + timedelta(hours=25))
    assert ChatMenuLink.objects.count() == 0


def test_a_menu_that_is_taken_away_is_shown_to_nobody_and_stands_there_no_more(line: Standin) -> None:
    member("hana")
    for audience in ("all", "members"):
        publish(audience)
    messaging.tend_menus(now=NOW)
    assert all(messaging.withdraw_menu(one.pk, now=NOW) for one in ChatMenu.objects.all())
    messaging.tend_menus(now=NOW)
    assert (line.menus.there, line.menus.default, line.menus.linked) == ({}, "", {})
    assert messaging.withdraw_menu(ChatMenu.objects.all()[0].pk, now=NOW) is False


def test_what_line_refuses_is_said_and_the_menu_before_stays(line: Standin) -> None:
    standing = publish()
    messaging.tend_menus(now=NOW)
    refused = publish(now=NOW + timedelta(minutes=1))
    line.broken = [0, 400]
    messaging.tend_menus(now=NOW + timedelta(minutes=2))
    refused.refresh_from_db()
    standing.refresh_from_db()
    assert (refused.error[:3], refused.refused_at is not None, standing.ended_at) == ("400", True, None)
    assert line.menus.default == standing.external_id
    messaging.try_menu_again(refused.pk)
    messaging.tend_menus(now=NOW + timedelta(minutes=3))
    refused.refresh_from_db()
    assert line.menus.default == refused.external_id


def test_menus_of_another_account_are_put_up_anew(line: Standin) -> None:
    member("hana")
    publish("members")
    messaging.tend_menus(now=NOW)
    # The keys are of another account now: it knows none of ours.
    line.menus.there.clear()
    ChatMenuLink.objects.all().delete()
    assert messaging.tend_menus(now=NOW) is False
    assert messaging.tend_menus(now=NOW) is True
    assert list(line.menus.linked.values()) == list(line.menus.there)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"bar": "あ" * 15}, "bar"),
        ({"layout": "none"}, "layout"),
        ({"areas": []}, "areas"),
        ({"areas": [{"kind": "page", "target": "nowhere", "label": "x"}]}, "page"),
        ({"areas": [{"kind": "uri", "target": "javascript:alert(1)", "label": "x"}]}, "uri"),
        ({"areas": [{"kind": "message", "target": "あ" * 301, "label": "x"}]}, "message"),
        ({"areas": [{"kind": "message", "target": "はい", "label": "あ" * 21}]}, "label"),
    ],
)
def test_what_line_would_refuse_is_not_kept(said: Any, reason: str) -> None:
    with pytest.raises(rules.BadMenu) as wrong:
        publish(said=ONE | said)
    assert (wrong.value.reason, ChatMenu.objects.count()) == (reason, 0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"GIF89a", "picture"), (picture(2500, 842), "size"), (picture() + b"\0" * 1_000_000, "heavy")],
)
def test_a_picture_has_one_of_lines_sizes_and_weighs_at_most_a_megabyte(data: bytes, reason: str) -> None:
    with pytest.raises(rules.BadMenu) as wrong:
        publish(picture=data)
    assert wrong.value.reason == reason


@pytest.mark.parametrize("layout", rules.LAYOUTS.values(), ids=lambda one: one.code)
def test_every_layout_in_every_size_passes_the_contract_and_leaves_no_gap(layout: rules.Layout) -> None:
    areas = tuple(rules.Area("message", "はい", "はい") for _box in layout.boxes)
    menu = rules.Menu(layout, "メニュー", is_open=False, areas=areas)
    for width, height in rules.sizes(layout):
        said = rules.request(menu, name="n", width=width, height=height, pages={})
        covered = sum(one["bounds"]["width"] * one["bounds"]["height"] for one in said["areas"])
        assert (wrong_menu(said), covered) == (None, width * height)


def _nodes(person: UUID) -> Any:
    from omotenashi.people.customers.models import NodePerson

    return NodePerson.objects.filter(person_id=person).values_list("node_id", flat=True)

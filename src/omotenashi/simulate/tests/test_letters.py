# SPDX-License-Identifier: Apache-2.0
"""What the demo house writes can be sent as it stands, and greets nobody twice or with a blank."""

from collections import Counter
from struct import unpack

from omotenashi.engagement.messaging import queries
from omotenashi.insight.forecasts import campaigns
from omotenashi.simulate.floors import knowing, letters

ALL = (*letters.LETTERS, letters.RUNNING, letters.HELD, letters.ASKED)


def test_every_letter_of_the_demo_can_be_sent() -> None:
    assert [queries.checked(queries.read(one.content)).kept()["subject"] for one in ALL] == [
        one.content["subject"] for one in ALL
    ]


def test_every_letter_has_a_name_of_its_own_and_its_place_in_time() -> None:
    assert len({one.code for one in ALL}) == len({one.name for one in ALL}) == len(ALL)
    weeks = [one.weeks for one in letters.LETTERS]
    assert weeks == sorted(weeks, reverse=True)


def test_there_are_enough_letters_to_foretell_the_next() -> None:
    told = Counter(one.channel for one in letters.LETTERS)
    assert (told, told["email"] >= campaigns.LEAST_RUNS) == ({"email": 5, "line": 2, "sms": 2, "push": 1}, True)


def test_who_is_not_known_by_name_is_greeted_as_a_guest() -> None:
    assert queries.fill(letters.HELLO, queries.nested({"customer.name": "佐藤 花子"})) == "佐藤 花子さま"
    assert queries.fill(letters.HELLO, queries.nested({})) == "お客さま"


def test_subjects_that_are_tried_can_be_filled_for_everybody() -> None:
    said = [queries.fill(one.other, queries.nested({})) for one in ALL if one.other]
    assert said == ["お客さまに見ていただきたい、今季の三着", "お客さまのお席をご用意しました"]


def test_a_drawn_face_is_a_picture_that_is_kept() -> None:
    drawn = knowing._face("#3d5a80")
    assert (drawn[:8], unpack(">II", drawn[16:24])) == (b"\x89PNG\r\n\x1a\n", (240, 240))

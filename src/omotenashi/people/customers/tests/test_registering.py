# SPDX-License-Identifier: Apache-2.0
"""Registration: who is created, who is joined, who stays apart."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from omotenashi.base.outbox.models import Event
from omotenashi.people.customers import queries
from omotenashi.people.customers.models import ContactPoint, Edge, FieldValue, MergeLog, Node, Profile
from omotenashi.people.customers.tests.hana import NOW, customer, kinds, persons, register, tables_agree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _agree() -> Iterator[None]:
    """After every test the persons are those of the edges (P5)."""
    yield
    assert tables_agree()


def test_a_first_record_creates_a_person_with_a_profile() -> None:
    [outcome] = register(customer("member_no=M1", "email=Hana@Example.com", name="山田 花子", kana="ヤマダ ハナコ"))
    profile = Profile.objects.get()
    assert (outcome.kind, outcome.person_id) == ("created", profile.person_id)
    assert (profile.name, profile.kana, profile.email, profile.member_no, profile.registered_at) == (
        "山田 花子", "ヤマダ ハナコ", "hana@example.com", "M1", NOW,
    )  # fmt: skip


def test_identifiers_are_written_in_one_form() -> None:
    register(customer("phone=090-1234-5678"))
    register(customer("phone=０９０（１２３４）５６７８"))
    assert persons() == [{"phone=+819012345678"}]


@pytest.mark.parametrize("value", ["", "0", "000-000", "-1", "null", "None", "UNKNOWN", "undefined", "anonymous", "  "])
def test_a_value_that_names_nobody_makes_nobody(value: str) -> None:
    assert kinds(register(customer(f"member_no={value}", name="花子"))) == ["refused"]
    assert (Node.objects.count(), FieldValue.objects.count()) == (0, 0)


def test_a_blocked_value_beside_a_good_one_is_left_out() -> None:
    assert kinds(register(customer("member_no=M1", "email=unknown", "phone=000"))) == ["created"]
    assert persons() == [{"member_no=M1"}]


def test_identifiers_of_one_record_belong_to_one_person() -> None:
    register(customer("member_no=M1", "email=h@example.com", "phone=09012345678"))
    assert persons() == [{"member_no=M1", "email=h@example.com", "phone=+819012345678"}]


def test_records_of_one_call_that_share_a_key_are_one_person() -> None:
    outcomes = register(
        customer("member_no=M1", "email=h@example.com"), customer("email=h@example.com", "line_user_id=U1")
    )
    assert kinds(outcomes) == ["created", "updated"]
    assert persons() == [{"member_no=M1", "email=h@example.com", "line_user_id=U1"}]


def test_the_same_call_twice_changes_nothing() -> None:
    records = (
        customer("member_no=M1", "email=h@example.com", name="花子"),
        customer("member_no=M1", name="華子"),
        customer("phone=09012345678", name="健"),
    )
    register(*records)
    before = (
        list(FieldValue.objects.values()),
        list(Profile.objects.order_by("person").values()),
        Event.objects.count(),
    )
    assert kinds(register(*records)) == ["unchanged"] * 3
    after = (
        list(FieldValue.objects.values()),
        list(Profile.objects.order_by("person").values()),
        Event.objects.count(),
    )
    assert after == before


def test_two_names_of_one_moment_do_not_take_turns() -> None:
    records = [customer("member_no=M1", at=NOW, name=name) for name in ("花子", "華子")]
    register(*records)
    shown = Profile.objects.get().name
    later = [customer("member_no=M1", at=NOW + timedelta(days=1), name=name) for name in ("花子", "華子")]
    assert kinds(register(*later)) == ["unchanged", "unchanged"]
    assert Profile.objects.get().name == shown


def test_the_newest_word_of_a_source_counts() -> None:
    register(customer("member_no=M1", at=NOW, city="港区"))
    register(customer("member_no=M1", at=NOW + timedelta(days=2), city="大田区"))
    assert kinds(register(customer("member_no=M1", at=NOW + timedelta(days=1), city="北区"))) == ["unchanged"]
    assert Profile.objects.get().city == "大田区"
    assert list(FieldValue.objects.order_by("id").values_list("value", flat=True)) == ["港区", "大田区"]


def test_a_correction_of_the_same_moment_counts() -> None:
    register(customer("member_no=M1", city="あ区"))
    assert kinds(register(customer("member_no=M1", city="ん区"))) == ["updated"]
    assert Profile.objects.get().city == "ん区"


def test_what_staff_entered_wins_over_what_is_newer() -> None:
    register(customer("member_no=M1", name="花子"), source="staff")
    register(customer("member_no=M1", at=NOW + timedelta(days=1), name="ハナコ"), source="ec")
    assert Profile.objects.get().name == "花子"


def test_two_persons_turn_out_to_be_one() -> None:
    [hana] = register(customer("member_no=M1", name="花子"))
    [ken] = register(customer("email=h@example.com", at=NOW + timedelta(days=1), city="港区"))
    [both] = register(customer("member_no=M1", "email=h@example.com"))
    assert both.person_id == hana.person_id
    assert Profile.objects.values_list("person_id", "name", "city", "email").get() == (
        hana.person_id, "花子", "港区", "h@example.com",
    )  # fmt: skip
    assert ken.person_id is not None
    assert queries.current_person(ken.person_id) == hana.person_id
    log = MergeLog.objects.get()
    assert (log.kind, log.before, log.after) == (
        "merge",
        {"one": [str(hana.person_id)], "other": [str(ken.person_id)]},
        {"person": str(hana.person_id), "ended": str(ken.person_id), "rule": "together:member_no+email"},
    )
    assert log.edge_ids == [Edge.objects.get().pk]
    assert sorted(Event.objects.values_list("name", flat=True)) == [
        "customers.CustomerRegistered", "customers.CustomerRegistered", "customers.CustomersMerged",
        "customers.ProfileChanged",
    ]  # fmt: skip


def test_a_second_user_id_does_not_join() -> None:
    register(customer("user_id=1", "email=h@example.com"))
    register(customer("user_id=2", "email=h@example.com"))
    assert persons() == [{"email=h@example.com", "user_id=1"}, {"user_id=2"}]
    assert list(MergeLog.objects.values_list("kind", flat=True)) == ["demote"]


def test_the_identifier_that_would_break_a_limit_is_left_out_and_the_others_join() -> None:
    register(customer("user_id=1", "email=h@example.com"))
    register(customer("user_id=2", "email=h@example.com", "phone=09012345678"))
    assert persons() == [{"email=h@example.com", "user_id=1"}, {"phone=+819012345678", "user_id=2"}]


def test_a_fourth_member_number_is_not_joined() -> None:
    for number in range(1, 5):
        register(customer(f"member_no=M{number}", "email=h@example.com"))
    assert persons() == [{"email=h@example.com", "member_no=M1", "member_no=M2", "member_no=M3"}, {"member_no=M4"}]


def test_one_key_of_a_system_belongs_to_one_person() -> None:
    register(customer("external:shop=1", "email=h@example.com"), customer("external:shop=2", "email=h@example.com"))
    assert persons() == [{"email=h@example.com", "external:shop=1"}, {"external:shop=2"}]


def test_only_what_can_be_written_to_is_a_contact_point() -> None:
    register(customer("member_no=M1", "email=h@example.com", "phone=09012345678", "line_user_id=U1"))
    found = ContactPoint.objects.order_by("channel").values_list("channel", "node__type")
    assert list(found) == [("email", "email"), ("line", "line_user_id"), ("sms", "phone")]


def test_a_person_is_found_by_every_key_and_spelling() -> None:
    register(
        customer("member_no=M-1", "email=h@example.com", "phone=09012345678", name="髙橋 花子", kana="タカハシ ハナコ")
    )
    register(customer("member_no=K-2", name="佐藤 健"))
    for asked in ("高橋", "たかはし", "タカハシハナコ", "髙橋花子", "h@example", "090-1234-5678", "M-1", "m1"):
        assert [profile.name for profile in queries.search_profiles(asked)] == ["髙橋 花子"], asked


def test_a_bad_birth_date_is_kept_as_said_and_shown_as_unknown() -> None:
    register(customer("member_no=M1", birth_date="2026-02-30"))
    assert FieldValue.objects.get().value == "2026-02-30"
    assert Profile.objects.get().birth_date is None

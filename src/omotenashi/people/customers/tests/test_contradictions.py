# SPDX-License-Identifier: Apache-2.0
"""Who shares a telephone or a mail address is not one human when names or days of birth contradict."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.people.customers import rules
from omotenashi.people.customers.actions import corrections, links, registrations
from omotenashi.people.customers.actions.registrations import CustomerRecord
from omotenashi.people.customers.models import Demotion, MergeLog
from omotenashi.people.customers.rules import Ground, contradict, traits_of
from omotenashi.people.customers.tests import traces
from omotenashi.people.customers.tests.hana import NOW, customer, persons, register, tables_agree
from omotenashi.people.staff.models import Staff

TARO = {"name": "山田 太郎", "kana": "ヤマダ タロウ", "birth_date": "1970-05-28"}
HANAKO = {"name": "山田 花子", "kana": "ヤマダ ハナコ", "birth_date": "1972-01-09"}
PHONE = "phone=0312345678"


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (TARO, HANAKO, True),
        ({"kana": "ヤマダ タロウ"}, {"kana": "ﾔﾏﾀﾞ ﾀﾛｳ"}, False),
        ({"kana": "ヤマダ ユミ"}, {"kana": "ヤマダ ユキ"}, True),
        ({"kana": "ヤマダ ケンタロウ"}, {"kana": "ヤマダ ケンタロ"}, False),
        ({"name": "渡辺 惠子"}, {"name": "渡邊 恵子"}, False),
        ({"name": "山田 裕子", "kana": "ヤマダ ユウコ"}, {"name": "山田 裕子", "kana": "ヤマダ ヒロコ"}, False),
        ({"name": "山田 花子"}, {"kana": "ヤマダ ハナコ"}, False),
        ({"name": "アヤカ"}, {"kana": "ヤマダ タロウ"}, False),
        ({"name": "Taro Yamada"}, {"name": "T. Yamada"}, False),
        ({"name": "Taro Yamada"}, {"name": "Hana Yamada"}, True),
        ({"birth_date": "1970-05-28"}, {"birth_date": "1999-12-01"}, True),
        ({"birth_date": "1970-05-28"}, {"birth_date": "1970-05-23"}, False),
        ({"kana": "ヤマダ タロウ", "birth_date": "1970-05-28"}, {"kana": "サトウ タロウ", "birth_date": "1999-12-01"}, False),
        (TARO, {}, False),
    ],
)  # fmt: skip
def test_what_is_known_leaves_room_for_one_human_or_not(
    one: dict[str, str], other: dict[str, str], apart: bool
) -> None:
    known = traits_of(one.items()), traits_of(other.items())
    assert contradict(*known, ground=Ground.SHARED) is apart
    assert contradict(*reversed(known), ground=Ground.SHARED) is apart
    assert contradict(*known, ground=Ground.SURE) is False


def test_a_guess_needs_the_day_of_birth_too() -> None:
    one, other = ({"kana": "ヤマダ タロウ", "birth_date": day} for day in ("1970-05-28", "1999-12-01"))
    assert contradict(traits_of(one.items()), traits_of(other.items()), ground=Ground.GUESS)


def told(fields: dict[str, str], *keys: str, at: datetime = NOW) -> CustomerRecord:
    """Make a record that says these fields."""
    return replace(customer(*keys, at=at), fields=fields)


SETS = st.frozensets(
    st.sampled_from(
        [("kana", "タロ"), ("kana", "ハナコ"), ("written", "太郎"), ("birth", "19700528"), ("birth", "19991201")]
    )
)


@given(SETS, SETS, st.sampled_from(Ground))
def test_a_contradiction_goes_both_ways_and_nobody_contradicts_himself(
    one: rules.Traits, other: rules.Traits, ground: Ground
) -> None:
    assert contradict(one, other, ground=ground) is contradict(other, one, ground=ground)
    assert not contradict(one, one, ground=ground)


@pytest.mark.django_db
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("key", [PHONE, "email=yamada@example.com"])
def test_a_family_stays_two_people_and_the_wish_is_kept(key: str, together: bool) -> None:
    taro, hanako = told(TARO, "member_no=M1", key), told(HANAKO, "member_no=M2", key)
    calls = [[taro, hanako]] if together else [[taro], [hanako]]
    for call in calls:
        register(*call)
    value = "phone=+81312345678" if key == PHONE else key
    assert persons() == [{"member_no=M1", value}, {"member_no=M2"}]
    assert list(Demotion.objects.values_list("reason", flat=True)) == ["contradiction"]
    # Said again, nothing changes; and the landline serves the one who had it first.
    register(hanako)
    register(taro)
    assert persons() == [{"member_no=M1", value}, {"member_no=M2"}]
    assert tables_agree()


@pytest.mark.django_db
def test_who_is_known_by_two_numbers_may_still_share_a_telephone() -> None:
    register(told(TARO, "member_no=M1", PHONE))
    register(customer("member_no=M2", PHONE, kana="ヤマダ タロウ"), customer("member_no=M3", PHONE))
    assert persons() == [{"member_no=M1", "member_no=M2", "member_no=M3", "phone=+81312345678"}]


@pytest.mark.django_db
def test_a_name_that_comes_later_parts_what_a_telephone_joined() -> None:
    register(customer("member_no=M1", PHONE))
    register(told(HANAKO, "member_no=M2", PHONE))
    assert len(persons()) == 1
    register(told(TARO, "member_no=M1", at=NOW + timedelta(days=1)))
    assert persons() == [{"member_no=M1", "phone=+81312345678"}, {"member_no=M2"}]
    assert MergeLog.objects.order_by("-seq").values_list("kind", "reason")[0] == ("retract", "contradiction")
    assert tables_agree()


@pytest.mark.django_db
def test_a_correction_of_the_name_tries_the_wish_again_and_its_undoing_parts_them() -> None:
    register(told(TARO, "member_no=M1", PHONE))
    register(customer("member_no=M2", PHONE, kana="ヤマダ タコウ"))
    assert len(persons()) == 2
    clerk = Staff.objects.create(email="clerk@example.com", name="佐藤")
    said = corrections.correct(
        node_id=traces.node("member_no=M2"), field="kana", value="ヤマダ タロウ", reason="misheard", by=clerk, now=NOW
    )
    assert persons() == [{"member_no=M1", "member_no=M2", "phone=+81312345678"}]
    corrections.take_back(value_id=said.pk, now=NOW)
    assert persons() == [{"member_no=M1", "phone=+81312345678"}, {"member_no=M2"}]
    assert tables_agree()


@pytest.mark.django_db
def test_an_import_taken_back_takes_its_name_with_it() -> None:
    register(told(TARO, "member_no=M1", PHONE))
    registrations.register([told(HANAKO, "member_no=M2")], source="import", now=NOW, cause_id="1")
    register(customer("member_no=M2", PHONE))
    assert len(persons()) == 2
    links.retract_cause("import", "1", by="hq", now=NOW)
    assert persons() == [{"member_no=M1", "member_no=M2", "phone=+81312345678"}]


@pytest.mark.django_db
def test_staff_may_join_them_and_undo_it_without_a_trace() -> None:
    register(told(TARO, "member_no=M1", PHONE))
    register(told(HANAKO, "member_no=M2", PHONE))
    before = traces.tables()
    linked = traces.link("member_no=M1", "member_no=M2")
    assert len(persons()) == 1
    assert linked.log_id is not None
    links.undo(linked.log_id, by="tencho", reason="", now=NOW)
    assert traces.tables() == before


@pytest.mark.django_db
def test_a_suggestion_may_not_join_them() -> None:
    register(told(TARO, "member_no=M1"), told(HANAKO, "member_no=M2"))
    with pytest.raises(links.LinkRefused) as refused:
        traces.link("member_no=M1", "member_no=M2", cause_kind="suggestion")
    assert refused.value.reason == "contradiction"
    assert len(persons()) == 2

# SPDX-License-Identifier: Apache-2.0
"""Member cards on a real database: issued once, read once, joined only with a code that a till gave."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings

from omotenashi.base.tests.together import together
from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import cards, registrations
from omotenashi.people.customers.actions.cards import BadCode, HandedOut, Poster, Receipt
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import NodePerson, SpentCode
from omotenashi.people.customers.rules import cards as rule

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, 0, 7, tzinfo=UTC)
LINE = "U" + "a" * 32


def issued(line: str = LINE, *, name: str = "佐藤 花子") -> cards.Card:
    return cards.issue(line, name=name, location="S1", medium="poster", now=NOW)


def registered(number: str, *more: Identifier) -> UUID:
    record = registrations.CustomerRecord(identifiers=(Identifier("member_no", number), *more), observed_at=NOW)
    found = registrations.register([record], source="test", now=NOW)[0]
    assert found.node_id is not None
    return found.node_id


def shown(card: cards.Card, *, at: datetime = NOW) -> str:
    return cards.codes(card.node_seq, now=at, count=1)[0].text


def why(work: object) -> str:
    with pytest.raises(BadCode) as caught:
        work()  # type: ignore[operator]  # a lambda
    return caught.value.reason


def test_a_line_user_gets_a_number_once() -> None:
    card = issued()
    assert issued() == card
    assert cards.is_member_no(card.member_no)
    node = cards.line_node(LINE)
    assert node is not None
    assert cards.card_of(node) == card
    profile = queries.profile_of(card.person_id)
    assert profile is not None
    assert (profile.name, profile.member_no) == ("佐藤 花子", card.member_no)


def test_two_line_users_get_two_numbers() -> None:
    assert issued().member_no != issued("U" + "b" * 32).member_no


def test_a_number_that_an_import_brought_is_passed_over() -> None:
    first = issued()
    following = rule.member_no(int(first.member_no[2:11]) + 1)
    registered(following)
    assert issued("U" + "b" * 32).member_no == rule.member_no(int(first.member_no[2:11]) + 2)


def test_a_log_in_alone_makes_nobody_known() -> None:
    assert cards.line_node(LINE) is None
    assert queries.count_persons() == 0


def test_a_code_counts_once() -> None:
    card = issued()
    code = shown(card)
    assert cards.scan(code, now=NOW) == cards.Scanned(card.node_id, card.person_id, is_live=True)
    assert why(lambda: cards.scan(code, now=NOW)) == "used"
    later = NOW + timedelta(seconds=20)
    assert cards.scan(shown(card, at=later), now=later).is_live
    assert SpentCode.objects.count() == 2


def test_codes_that_were_read_are_forgotten_after_a_day() -> None:
    card = issued()
    cards.scan(shown(card), now=NOW)
    later = NOW + timedelta(days=2)
    cards.scan(shown(card, at=later), now=later)
    assert [spent.spent_at for spent in SpentCode.objects.all()] == [later]


def test_a_screenshot_of_a_minute_ago_is_expired() -> None:
    code = shown(issued())
    assert why(lambda: cards.scan(code, now=NOW + timedelta(seconds=60))) == "expired"
    assert SpentCode.objects.count() == 0


def test_a_code_of_another_installation_is_forged(settings: object) -> None:
    code = shown(issued())
    settings.CARD_KEY = b"another house"  # type: ignore[attr-defined]  # pytest-django's fixture
    assert why(lambda: cards.scan(code, now=NOW)) == "forged"


def test_the_member_number_may_be_read_at_any_time_but_is_not_live() -> None:
    card = issued()
    for _ in range(2):
        assert cards.scan(card.member_no, now=NOW) == cards.Scanned(card.node_id, card.person_id, is_live=False)
    old = registered("M-0001")
    assert cards.scan("M-0001", now=NOW).node_id == old


def test_a_number_that_nobody_has_is_unknown() -> None:
    assert why(lambda: cards.scan("800000000999", now=NOW)) == "unknown"


def test_an_erased_card_is_unknown() -> None:
    card = issued()
    code = shown(card)
    type(queries.nodes_of(card.person_id)[0]).objects.filter(pk=card.node_id).update(erased_at=NOW)
    assert why(lambda: cards.scan(code, now=NOW)) == "unknown"
    assert cards.card_of(card.node_id) is None


def test_a_handed_out_code_joins_line_to_the_card_once() -> None:
    member = registered("M-0001")
    code, until = cards.hand_out(member, now=NOW)
    assert until == NOW + timedelta(minutes=10)
    link = cards.read_link(code, now=NOW)
    assert isinstance(link, HandedOut)
    card = cards.join(LINE, code=link, now=NOW)
    assert (card.node_id, card.person_id) == (member, queries.person_of(member))
    line = cards.line_node(LINE)
    assert line is not None
    assert queries.person_of(line) == queries.person_of(member)
    assert why(lambda: cards.join("U" + "b" * 32, code=link, now=NOW)) == "used"
    assert cards.line_node("U" + "b" * 32) is None


def test_a_handed_out_code_is_over_after_ten_minutes() -> None:
    code, _until = cards.hand_out(registered("M-0001"), now=NOW)
    assert why(lambda: cards.read_link(code, now=NOW + timedelta(minutes=10, seconds=1))) == "expired"


def test_a_join_that_would_break_a_limit_changes_nothing() -> None:
    one = registered("M-0001", Identifier("user_id", "1"))
    registered("M-0002", Identifier("user_id", "2"), Identifier("line_user_id", LINE))
    before = dict(NodePerson.objects.values_list("node_id", "person_id"))
    link = cards.read_link(cards.hand_out(one, now=NOW)[0], now=NOW)
    assert isinstance(link, HandedOut)
    assert why(lambda: cards.join(LINE, code=link, now=NOW)) == "refused"
    assert dict(NodePerson.objects.values_list("node_id", "person_id")) == before


def test_posters_and_receipts_say_what_they_are_for() -> None:
    assert cards.read_link(cards.poster_code("S1", medium="店頭01"), now=NOW) == Poster("S1", "店頭01")
    receipt = cards.receipt_code("0012-1", day=date(2026, 11, 22), total=1980)
    assert cards.read_link(receipt, now=NOW) == Receipt("0012-1", date(2026, 11, 22), 1980)
    assert len(settings.CARD_KEY) == 64


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_read_at_two_tills_at_once_counts_at_one() -> None:
    code = shown(issued())

    def read() -> str:
        try:
            return str(cards.scan(code, now=NOW).is_live)
        except BadCode as bad:
            return bad.reason

    assert sorted(together([read] * 4)) == ["True", "used", "used", "used"]


@pytest.mark.django_db(transaction=True)
def test_who_presses_the_button_twice_holds_one_card() -> None:
    found = together([lambda: issued().member_no] * 4)
    assert len(set(found)) == 1
    assert queries.count_persons() == 1

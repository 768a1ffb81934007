# SPDX-License-Identifier: Apache-2.0
"""Gift cards: until when one is good, how it is voided, and how it forgets who got it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base.erasing.traces import Trace, Traces
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions import erasing
from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.commerce.loyalty.rules.cards import CardPolicy, good_until, read

JST = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        ("2026-11-22", 6, "2027-05-21"), ("2026-08-31", 6, "2027-02-27"), ("2026-12-01", 1, "2026-12-31"),
        ("2028-01-31", 1, "2028-02-28"), ("2026-01-01", 12, "2026-12-31"),
    ],
)  # fmt: skip
def test_a_card_is_good_to_the_end_of_the_day_before_the_same_day(issued: str, months: int, last: str) -> None:
    now = datetime.fromisoformat(f"{issued}T12:00:00+09:00")
    assert f"{good_until(now, months=months, zone=JST):%Y-%m-%d %H:%M:%S}" == f"{last} 23:59:59"


# Whether a machine is fast enough says nothing of a calendar.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(JST)), months=st.integers(1, 60)
)  # bounds of a strategy
def test_a_card_is_never_good_for_longer_than_was_said(now: datetime, months: int) -> None:
    until = good_until(now, months=months, zone=JST)
    assert timedelta(days=28 * months - 2) < until - now < timedelta(days=31 * months)


def test_more_than_six_months_are_prepaid_means() -> None:
    assert [read({"cards": {"months": months}}).is_prepaid for months in (5, 6, 7)] == [False, False, True]
    assert read({}) == CardPolicy()


@pytest.mark.django_db
def test_a_void_takes_all_of_it_once_and_cannot_be_undone() -> None:
    card = loyalty.issue_gift_card(amount=900, key="k", now=NOW)
    assert [loyalty.void_gift_card(card_id=card.id, now=NOW) for _twice in range(2)] == [True, False]
    assert (queries.balance_at(NOW, kind="paid_value"), queries.broken(NOW)) == (0, [])
    assert loyalty.resume_gift_card(card_id=card.id, now=NOW) is False


@pytest.mark.django_db
def test_an_erased_recipient_is_gone_from_the_card_and_the_value_stays() -> None:
    to = loyalty.Recipient(name="髙﨑花子", mail="hanako@example.jp", sender="太郎", message="花子さんへ")
    card = loyalty.issue_gift_card(amount=900, key="k", now=NOW, to=to)
    assert erasing.erase(traces=Traces((Trace("hanako@example.jp"),))) == {"loyalty_giftcard": 1}
    row = GiftCard.objects.select_related("wallet").get(pk=card.id)
    assert (row.recipient_name, row.recipient_mail, row.message, row.sender) == ("", "", "", "太郎")
    assert (row.wallet.available, queries.unsent_cards(9)) == (900, [])

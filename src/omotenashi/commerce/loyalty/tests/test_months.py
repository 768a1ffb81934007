# SPDX-License-Identifier: Apache-2.0
"""Points month by month: every month begins where the one before ended, and the last ends with what is in the wallets."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.models import TillReserve, Wallet
from omotenashi.commerce.loyalty.queries.months import Month, endings, months, reserved_at
from omotenashi.commerce.loyalty.tests.wallets import member_of

pytestmark = pytest.mark.django_db
JST = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def _ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def _reconciles(found: list[Month]) -> bool:
    books = all(
        one.closing
        == one.opening + one.earned + one.given_back - one.used - one.taken_back - one.expired + one.adjusted
        == one.outstanding - one.debt
        for one in found
    )  # fmt: skip
    return books and all(before.closing == after.opening for before, after in pairwise(found))


def _in_wallets() -> int:
    sums: Any = Wallet.objects.filter(kind="free_points").aggregate(a=Sum("available"), p=Sum("pending"), h=Sum("held"))
    return sum(value or 0 for value in sums.values())


def test_each_kind_of_posting_stands_in_its_month() -> None:
    node = member_of("M1")
    line = "01a203aa-92bc-7496-a115-6d167b479a5a"
    loyalty.earn(
        [loyalty.Earning(node_id=node, amount=300, key="a", earned_at=_ago(60), order_line=line, basis=30_000)],  # type: ignore[arg-type]
        now=_ago(60),
    )
    loyalty.spend(node_ids=[node], amount=100, key="b", now=_ago(30))
    loyalty.reverse(key="r", now=_ago(1), spent=[loyalty.Share(ref="b", returned=1, of=2)])
    loyalty.hold(node_ids=[node], amount=20, key="h", now=NOW)
    found = months(now=NOW, zone=JST, count=3)
    assert [(one.first.month, one.earned, one.used, one.given_back, one.closing) for one in found] == [
        (9, 300, 0, 0, 300), (10, 0, 100, 0, 200), (11, 0, 0, 50, 250),
    ]  # fmt: skip
    assert (_reconciles(found), found[-1].closing, found[-1].is_over, found[0].is_over) == (True, 250, False, True)
    assert found[-1].liability == queries.liability(NOW).amount


def test_what_tills_hold_back_is_told_as_it_was_at_each_end() -> None:
    permission = loyalty.allow(terminal="T1", per_customer=500, total=2_000, valid_until=_ago(20), now=_ago(40))
    loyalty.allow(terminal="T2", per_customer=500, total=3_000, valid_until=NOW, now=_ago(1))
    loyalty.close_allowance(permission.id, terminal="T1", now=_ago(10))
    assert [one.reserved for one in months(now=NOW, zone=JST, count=3)] == [0, 2_000, 3_000]
    assert reserved_at(NOW) == TillReserve.objects.get().held


def test_what_ends_adds_up_to_what_is_there() -> None:
    node = member_of("M1")
    for n, age in enumerate((300, 100, 1)):
        loyalty.earn([loyalty.Earning(node_id=node, amount=10 + n, key=f"e{n}", earned_at=_ago(age))], now=_ago(age))
    found = endings(now=NOW, zone=JST)
    assert [(one.first.year, one.first.month, one.points) for one in found if one.first] == [
        (2027, 1, 10), (2027, 8, 11), (2027, 11, 12),
    ]  # fmt: skip
    assert sum(one.points for one in found) == _in_wallets()


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["earn", "spend", "back", "expire"]), st.integers(1, 90), st.integers(0, 80)),
        max_size=8,
    )
)
def test_the_report_reconciles_with_the_ledger_to_the_point(acts: list[tuple[str, int, int]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        node, spent = member_of("M1"), []
        for n, (act, amount, age) in enumerate(sorted(acts, key=lambda one: -one[2])):
            at = _ago(age)
            if act == "earn":
                loyalty.earn([loyalty.Earning(node_id=node, amount=amount, key=f"k{n}", earned_at=at)], now=at)
            elif act == "spend" and queries.balance([node], at).available >= amount:
                loyalty.spend(node_ids=[node], amount=amount, key=f"k{n}", now=at)
                spent.append((f"k{n}", amount))
            elif act == "back" and spent:
                ref, of = spent.pop()
                loyalty.reverse(key=f"k{n}", now=at, spent=[loyalty.Share(ref=ref, returned=of, of=of)])
            elif act == "expire":
                loyalty.expire(now=at)
        found = months(now=NOW, zone=JST, count=4)
        assert (_reconciles(found), found[-1].closing, queries.broken(NOW)) == (True, _in_wallets(), [])
        transaction.set_rollback(True)

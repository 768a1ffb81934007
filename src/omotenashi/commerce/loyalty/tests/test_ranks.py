# SPDX-License-Identifier: Apache-2.0
"""The ladder of ranks: who stands where, who moved, and what other thresholds would change: the same as deciding them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.models import TierState
from omotenashi.commerce.loyalty.queries import ranks
from omotenashi.commerce.loyalty.queries.ranks import Move
from omotenashi.commerce.loyalty.rules import programme as rules
from omotenashi.commerce.loyalty.tests.wallets import NOW, member_of

pytestmark = pytest.mark.django_db
SPENT = (0, 5_000, 30_000, 99_999, 100_000)


def _spent() -> None:
    for n, basis in enumerate(SPENT):
        loyalty.earn(
            [loyalty.Earning(node_id=member_of(f"M{n}"), amount=1, key=f"e{n}", basis=basis)],
            now=NOW - timedelta(days=1),
        )
    loyalty.decide_all_tiers(now=NOW)


def _with(*thresholds: int) -> rules.Programme:
    steps = zip(rules.TIERS, thresholds, strict=False)
    return replace(rules.FIRST, tiers=tuple(replace(tier, threshold=at) for tier, at in steps))


def _on_each() -> dict[str, int]:
    valid = queries.programme(NOW)
    found: dict[str, int] = {}
    for one in ranks.would_move(valid, valid=valid, now=NOW):
        found[one.before] = found.get(one.before, 0) + one.people
    return found


def test_each_step_says_how_many_stand_on_it() -> None:
    _spent()
    assert _on_each() == {"regular": 2, "silver": 2, "gold": 1}


def test_a_preview_says_what_deciding_would_do_and_writes_nothing() -> None:
    _spent()
    lower = _with(0, 5_000, 50_000)
    seen = [one for one in ranks.would_move(lower, valid=rules.FIRST, now=NOW) if one.before != one.after]
    assert seen == [Move("regular", "silver", 1), Move("silver", "gold", 1)]
    assert _on_each() == {"regular": 2, "silver": 2, "gold": 1}
    tiers = [{"code": t.code, "name": t.name, "threshold": t.threshold} for t in lower.tiers]
    loyalty.change_programme({"tiers": tiers}, by="x", now=NOW)
    loyalty.decide_all_tiers(now=NOW)
    assert ranks.moved(NOW - timedelta(seconds=1)) == seen
    assert _on_each() == {"regular": 1, "silver": 2, "gold": 2}


def test_the_rules_that_hold_now_move_nobody() -> None:
    _spent()
    assert [one for one in ranks.would_move(rules.FIRST, valid=rules.FIRST, now=NOW) if one.before != one.after] == []


def test_who_was_never_decided_stands_where_the_rules_put_them() -> None:
    loyalty.earn([loyalty.Earning(node_id=member_of("N"), amount=1, key="n", basis=40_000)], now=NOW)
    TierState.objects.all().delete()
    shorter = replace(rules.FIRST, window_days=1)
    assert ranks.would_move(shorter, valid=rules.FIRST, now=NOW + timedelta(days=2)) == [Move("silver", "regular", 1)]


def test_what_is_not_named_stays_when_the_rules_change() -> None:
    loyalty.set_programme({"tills": {"reserve": 7}, "use_rate": 80}, by="x", now=NOW)
    loyalty.change_programme({"window_days": 100}, by="y", now=NOW + timedelta(seconds=1))
    assert [(one.programme.window_days, one.programme.use_rate, one.by) for one in ranks.versions()] == [
        (100, 80, "y"), (365, 80, "x"),
    ]  # fmt: skip
    from omotenashi.commerce.loyalty.queries.tills import policy

    assert policy(NOW + timedelta(seconds=2)).reserve == 7


def test_a_person_of_two_memberships_has_the_rank_that_was_decided_last() -> None:
    _spent()
    first, second, other = member_of("M4"), member_of("M2"), member_of("M0")
    TierState.objects.filter(node_id=second).update(decided_at=NOW + timedelta(days=1))
    belongs = {first: first, second: first, other: other, member_of("M9"): second}
    assert queries.rank_names(belongs, NOW) == {first: "シルバー", other: "レギュラー"}
    assert queries.rank_names({}, NOW) == {}

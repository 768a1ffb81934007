# SPDX-License-Identifier: Apache-2.0
"""Coupons: given out, locked, redeemed once, given back; counters agree with what was redeemed (I6)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from omotenashi.base.outbox.models import Event
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions import CampaignRecord, Conflict, CouponRefused, campaigns
from omotenashi.commerce.loyalty.models import Campaign, CodeBatch, CouponCode, Redemption
from omotenashi.commerce.loyalty.queries import pricing
from omotenashi.commerce.loyalty.queries.coupons import code_of
from omotenashi.commerce.loyalty.rules import codes
from omotenashi.commerce.loyalty.tests.wallets import NOW, member_of

pytestmark = pytest.mark.django_db
ORDER, OTHER = uuid4(), uuid4()
LATER = NOW + timedelta(minutes=16)


@pytest.fixture(autouse=True)
def _nothing_is_broken(db: None) -> object:
    yield
    assert queries.broken(NOW) == []


def campaign(code: str = "welcome", **more: Any) -> UUID:
    """Write a campaign of a coupon of 300 yen."""
    terms = {"kind": "amount", "value": 300}
    return loyalty.save_campaign(
        CampaignRecord(code=code, name="ようこそ", terms=terms, by_coupon=True, **more), now=NOW
    )


def code(node: UUID | None = None) -> str:
    """Give one code out and show it."""
    if node:
        loyalty.give_coupons(campaign="welcome", node_ids=[node], key=str(node), now=NOW, channel="line")
    else:
        loyalty.make_codes(
            batch_id=loyalty.order_codes(campaign="welcome", count=1, key=str(uuid4()), now=NOW), now=NOW
        )
    return code_of(CouponCode.objects.order_by("-id").values_list("id", flat=True)[0])


def lock(key: str = "k1", *, order: UUID = ORDER, amount: int = 300, **more: Any) -> UUID:
    """Lock a coupon for an order."""
    return loyalty.lock_coupon(order_id=order, amount=amount, key=key, now=more.pop("now", NOW), **more)


def used() -> tuple[int, int]:
    """Give the counters of the campaign."""
    return Campaign.objects.values_list("used_count", "used_amount").get()


def refused(**more: Any) -> str:
    """Give why a coupon is refused."""
    with pytest.raises(CouponRefused) as found:
        lock(str(uuid4()), **more)
    return found.value.reason


def test_a_code_is_used_once() -> None:
    campaign()
    word = code()
    assert pricing.campaign_of(word, now=NOW) == "welcome"
    assert lock(code=word) == lock(code=word)
    assert (refused(code=word, order=OTHER), used()) == ("locked", (1, 300))
    assert [loyalty.redeem(key="k1", now=NOW) for _ in range(2)] == [True, False]
    assert refused(code=word, order=OTHER) == "redeemed"
    with pytest.raises(Conflict):
        lock(code=word, order=OTHER)


def test_a_code_is_read_as_people_write_it_and_stored_as_a_hash() -> None:
    campaign()
    word = code()
    assert len(codes.plain(word)) == 12
    assert bytes(CouponCode.objects.get().code_hash).hex().find(codes.plain(word).lower()) == -1
    lock(code=f" {word.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ")
    assert refused(code="0000-0000-0000") == "unknown"


def test_a_lapsed_lock_is_taken_over_and_the_late_payment_is_refused() -> None:
    campaign(cap_count=1)
    word = code()
    lock(code=word)
    assert refused(code=word, order=OTHER) == "exhausted"
    lock("k2", code=word, order=OTHER, now=LATER)
    assert (Redemption.objects.get(key="k1").state, used()) == ("lapsed", (1, 300))
    with pytest.raises(CouponRefused):
        loyalty.redeem(key="k1", now=LATER)
    assert loyalty.redeem(key="k2", now=LATER)


def test_a_lapsed_lock_that_nobody_took_is_redeemed_all_the_same() -> None:
    campaign(cap_count=1)
    word = code()
    lock(code=word)
    assert (loyalty.lapse(now=LATER), used()) == (1, (0, 0))
    assert (loyalty.redeem(key="k1", now=LATER), used()) == (True, (1, 300))


def test_a_released_coupon_can_be_used_again() -> None:
    campaign()
    word = code()
    lock(code=word)
    assert [loyalty.release_coupon(key="k1", now=NOW) for _ in range(2)] == [True, False]
    assert used() == (0, 0)
    lock("k2", code=word, order=OTHER)


@pytest.mark.parametrize(("reissue", "state"), [(True, "issued"), (False, "void")])
def test_a_cancelled_order_gives_its_stack_back_as_the_campaign_says(reissue: bool, state: str) -> None:
    campaign(reissue=reissue)
    lock(code=code())
    lock("k2", campaign="welcome", parent="k1", amount=100)
    loyalty.redeem(key="k1", now=NOW)
    assert [loyalty.roll_back(order_id=ORDER, now=NOW) for _ in range(2)] == [2, 0]
    assert (CouponCode.objects.get().state, used()) == (state, (0, 0))


def test_caps_by_number_and_by_amount_hold() -> None:
    campaign(cap_amount=700)
    lock(campaign="welcome")
    lock("k2", campaign="welcome", order=OTHER)
    assert (refused(campaign="welcome"), used()) == ("budget", (2, 600))


def test_the_limit_of_a_customer_counts_over_all_cards() -> None:
    campaign(per_customer=2)
    hana, card = member_of("M1"), member_of("M0")
    lock("k1", campaign="welcome", node_ids=[hana])
    lock("k2", campaign="welcome", node_ids=[card])
    assert refused(campaign="welcome", node_ids=[hana, card]) == "per_customer"
    lock("k3", campaign="welcome", node_ids=[hana])
    assert refused(campaign="welcome", node_ids=[hana]) == "per_customer"


def test_a_coupon_of_a_customer_is_nobody_elses() -> None:
    campaign()
    hana, ken = member_of("M1"), member_of("K1")
    word = code(hana)
    assert refused(code=word, node_ids=[ken]) == "not_yours"
    lock(code=word, node_ids=[hana])
    loyalty.redeem(key="k1", now=NOW)
    assert [(one.code, one.state) for one in queries.coupons_of([hana], NOW)] == [(word, "redeemed")]
    assert Event.objects.filter(name="loyalty.CouponRedeemed").count() == 1


def test_a_campaign_that_does_not_run_is_refused() -> None:
    campaign(begins_at=NOW + timedelta(days=1))
    assert refused(campaign="welcome") == "not_running"
    loyalty.stop_campaign(code="welcome", now=NOW)
    assert refused(campaign="welcome", now=NOW + timedelta(days=2)) == "not_running"


def test_a_batch_knows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign()
    monkeypatch.setattr(campaigns, "CODES_AT_ONCE", 2)
    batch = loyalty.order_codes(campaign="welcome", count=5, key="mail", now=NOW, channel="mail")
    assert [loyalty.make_codes(batch_id=batch, now=NOW) for _ in range(4)] == [3, 1, 0, 0]
    assert CodeBatch.objects.values_list("made", "finished_at").get() == (5, NOW)
    assert loyalty.order_codes(campaign="welcome", count=5, key="mail", now=NOW) == batch


def test_figures_by_channel() -> None:
    """S0-07: issued, viewed, redeemed and what was taken off, by channel."""
    owner = campaign()
    hana = member_of("M1")
    word = code(hana)
    loyalty.see_coupons(code_ids=[one.id for one in queries.coupons_of([hana], NOW)], now=NOW)
    lock(code=word, node_ids=[hana], channel="pos")
    loyalty.redeem(key="k1", now=NOW)
    assert [(f.channel, f.issued, f.viewed, f.redeemed, f.amount) for f in queries.figures_of(owner)] == [
        ("line", 1, 1, 0, 0), ("pos", 0, 0, 1, 300),
    ]  # fmt: skip


def test_a_campaign_becomes_what_the_engine_reads() -> None:
    campaign(cap_amount=1_000, stack_group="g", priority=5)
    [rule] = pricing.running(NOW)
    assert (rule.code, rule.kind, rule.value, rule.budget_left, rule.by_coupon) == (
        "welcome",
        "amount",
        300,
        1_000,
        True,
    )
    campaign(cap_amount=2_000)
    campaign(cap_amount=2_000)
    assert Campaign.objects.get().version == 2
    with pytest.raises(ValueError, match="unknown terms"):
        loyalty.save_campaign(CampaignRecord(code="x", name="", terms={"kind": "gift", "colour": 1}), now=NOW)

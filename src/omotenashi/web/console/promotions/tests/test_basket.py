# SPDX-License-Identifier: Apache-2.0
"""かごで試す: which campaigns count for a basket, why or why not, line by line; by the engine that sells."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.actions import CampaignRecord
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _saved(code: str, *, begins: int | None = None, by_coupon: bool = False, **terms: Any) -> None:
    now = clock.now()
    at = None if begins is None else now + timedelta(days=begins)
    record = CampaignRecord(
        code=code, name=code, terms={"kind": "percent", "value": 10, **terms}, begins_at=at, by_coupon=by_coupon
    )
    loyalty.save_campaign(record, now=now)


def _answer(client: Any, **asked: Any) -> Any:
    sku = Variant.objects.filter(price__gt=0).order_by("sku").values_list("sku", flat=True)[0]
    said = {"channel": "EC", "sku_0": sku, "pieces_0": "2", **asked}
    return client.get("/console/promotions/basket/", said).context["answer"]


def _verdicts(answer: Any) -> dict[str, tuple[bool, str, int]]:
    return {one.row.code: (one.counts, one.outcome, one.missing) for one in answer.verdicts}


def test_each_campaign_says_whether_it_counts_and_why_not() -> None:
    client = shop.signed_in()
    shop.ordered("1")
    _saved("ALL")
    _saved("GOLD", ranks=["gold"])
    _saved("RICH", min_spend=50_000)
    _saved("SHOP", channels=["STORE"])
    _saved("SOON", begins=5)
    _saved("CODE", by_coupon=True)
    answer = _answer(client)
    gross = answer.lines[0].gross
    assert _verdicts(answer) == {
        "ALL": (True, "Counts", 0), "GOLD": (False, "Only for members", 0), "SHOP": (False, "Not in this channel", 0),
        "RICH": (False, "Below the smallest amount", 50_000 - gross), "SOON": (False, "Has not begun", 0),
        "CODE": (False, "No coupon was shown", 0),
    }  # fmt: skip
    assert (answer.lines[0].shares, answer.effects.to_pay) == ((("ALL", gross // 10),), gross - gross // 10)


def test_member_coupon_channel_and_time_change_the_answer_and_nothing_is_kept() -> None:
    client = shop.signed_in()
    shop.ordered("1")
    _saved("GOLD", ranks=["gold"])
    _saved("SOON", begins=5, channels=["STORE"])
    _saved("CODE", by_coupon=True)
    later = f"{clock.now() + timedelta(days=6):%Y-%m-%dT%H:%M}"
    answer = _answer(client, who="rank:gold", channel="STORE", coupons=["CODE"], at=later)
    assert {code: counts for code, (counts, _why, _missing) in _verdicts(answer).items()} == dict.fromkeys(
        ("GOLD", "SOON", "CODE"), True
    )
    assert sum(Campaign.objects.values_list("used_count", flat=True)) == 0


def test_a_campaign_opens_with_goods_it_means_and_an_unknown_one_is_said() -> None:
    client = shop.signed_in("clerk")
    shop.ordered("1")
    _saved("CODE", by_coupon=True)
    page = client.get("/console/promotions/basket/?campaign=CODE").context
    assert _verdicts(page["answer"])["CODE"][0] is True
    assert _answer(client, sku_1="NOTHING").unknown == ("NOTHING",)
    part = client.get("/console/promotions/basket/?channel=EC", headers={"hx-request": "true"}).content.decode()
    assert ("<html" in part, "o-empty" in part) == (False, True)

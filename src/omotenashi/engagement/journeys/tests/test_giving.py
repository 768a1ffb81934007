# SPDX-License-Identifier: Apache-2.0
"""Steps that give a coupon or start another journey: once, to nobody of the control group, and never round and round."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import CouponCode
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Enrolment, Journey, StepLog
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, happen, live
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


def campaign(code: str = "TEN", **changes: Any) -> None:
    """Let a coupon campaign run."""
    terms = {"kind": "percent", "value": 10}
    record = loyalty.CampaignRecord(code=code, name="10%", terms=terms, by_coupon=True, **changes)
    loyalty.save_campaign(record, now=NOW)


def single(step: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Draw one step, after a basket was left."""
    entry = {"kind": "event", "event": CART, "key": "basket_id"}
    return {"entry": entry, "first": "do", "steps": {"do": {"next": "", **step}}, **changes}


def test_everybody_but_the_control_group_gets_a_coupon_of_their_own_once() -> None:
    world.house()
    campaign()
    people = world.people(*(f"p{number}" for number in range(40)))
    live(single({"kind": "coupon", "campaign": "TEN", "expires_days": 30}, control=5_000))
    for person in people.values():
        happen(person, CART, at=NOW, basket_id="b")
    go(NOW)
    go(NOW + timedelta(hours=1))
    arms = Counter(Enrolment.objects.values_list("arm", flat=True))
    given = list(CouponCode.objects.values_list("state", "expires_at"))
    assert given == [("assigned", NOW + timedelta(days=30))] * arms["treated"]
    assert arms["treated"] + arms["control"] == 40
    holders = set(Enrolment.objects.filter(arm="treated").values_list("node", flat=True))
    assert set(CouponCode.objects.values_list("node", flat=True)) == holders


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({"kind": "coupon", "campaign": "OVER"}, "no_campaign"),
        ({"kind": "coupon", "campaign": "NONE"}, "no_campaign"),
        ({"kind": "coupon"}, "coupon"),
        ({"kind": "journey", "journey": "nothing"}, "no_journey"),
        ({"kind": "journey"}, "journey"),
    ],
)
def test_what_is_not_there_cannot_be_given_or_started(step: dict[str, Any], reason: str) -> None:
    world.house()
    campaign("OVER", ends_at=NOW - timedelta(days=1))
    journey = journeys.draft(key="bad", name="だめ", graph=single(step), now=NOW)
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(journey.pk, now=NOW)
    assert (wrong.value.reason, Journey.objects.get().state) == (reason, "draft")


def test_a_journey_starts_another_with_what_it_knows() -> None:
    world.house()
    campaign()
    people = world.people("hana")
    other = live(single({"kind": "coupon", "campaign": "TEN"}, entry={"kind": "api"}), key="other")
    live(single({"kind": "journey", "journey": str(other.journey_id)}))
    happen(people["hana"], CART, at=NOW, basket_id="b1", amount=1200)
    go(NOW)
    started = Enrolment.objects.get(journey=other.journey_id)
    assert (started.context["amount"], started.outcome, CouponCode.objects.count()) == (1200, "end", 1)


def test_journeys_that_start_each_other_end_after_ten() -> None:
    world.house()
    people = world.people("hana")
    first = live(single({"kind": "end"}, entry={"kind": "event", "event": CART}, again_days=0), key="a")
    second = live(
        single({"kind": "journey", "journey": str(first.journey_id)}, entry={"kind": "api"}, again_days=0), key="b"
    )
    back = single({"kind": "journey", "journey": str(second.journey_id)}, entry={"kind": "event", "event": CART})
    live({**back, "again_days": 0}, key="a")
    happen(people["hana"], CART, at=NOW + timedelta(minutes=1))
    for minute in range(1, 40):
        go(NOW + timedelta(minutes=minute))
    notes = list(StepLog.objects.order_by("at", "id").values_list("note", flat=True))
    assert (Enrolment.objects.filter(ended_at=None).count(), notes.count("chain"), len(notes)) == (0, 1, 11)


def test_a_journey_that_is_closed_is_not_started() -> None:
    world.house()
    people = world.people("hana")
    other = live(single({"kind": "end"}, entry={"kind": "api"}), key="other")
    live(single({"kind": "journey", "journey": str(other.journey_id)}))
    journeys.close(other.journey_id, now=NOW)
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    go(NOW)
    assert list(StepLog.objects.values_list("note", flat=True)) == ["closed"]
    assert Enrolment.objects.count() == 1

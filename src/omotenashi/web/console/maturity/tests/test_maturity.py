# SPDX-License-Identifier: Apache-2.0
"""オムニチャネル診断: the record answers first, a person may answer otherwise, and shared points move the score."""

from datetime import UTC, datetime, timedelta

import pytest

from omotenashi.commerce.orders.models import Order
from omotenashi.insight.maturity.evidence import Finding, findings
from omotenashi.insight.maturity.stages import Level, standing
from omotenashi.insight.models import MaturityAnswer
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations.models import Channel
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
URL = "/console/figures/maturity/"
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)


def _score(client_page: str) -> str:
    return client_page.split('<b class="o-num text-3xl">')[1].split("<", maxsplit=1)[0]


def test_the_record_answers_to_channels_goods_and_points_by_what_was_sold() -> None:
    shop.opened()
    Channel.objects.filter(code="EC").update(kind="web")
    Channel.objects.filter(code="STORE").update(kind="pos")
    shop.ordered("1", channel="EC", at=NOW - timedelta(days=3))
    shop.ordered("2", channel="STORE", at=NOW - timedelta(days=2))
    Order.objects.filter(number="1").update(points_used=100)
    found = findings(now=NOW)
    assert {code: found[code] for code in ("channels", "assortment", "daily", "points")} == {
        "channels": Finding(2, Level.YES), "assortment": Finding(100, Level.YES), "daily": Finding(100, Level.YES),
        "points": Finding(1, Level.PARTLY),
    }  # fmt: skip
    Order.objects.update(points_used=100)
    assert findings(now=NOW)["points"] == Finding(2, Level.YES)


def test_an_empty_record_is_a_single_channel_with_nothing() -> None:
    shop.opened()
    found = standing({code: one.level for code, one in findings(now=NOW).items()})
    assert (found.stage, found.score) == ("single", 0)


def test_answering_that_points_are_shared_moves_the_score_and_taking_it_back_moves_it_back() -> None:
    shop.opened()
    client = shop.signed_in()
    before = _score(client.get(URL).content.decode())
    answered = client.post(f"{URL}points/", {"level": "2"}, headers={"HX-Request": "true"}).content.decode()
    assert (before, _score(answered)) == ("0", "8")
    client.post(f"{URL}points/", {"level": "record"})
    assert (_score(client.get(URL).content.decode()), MaturityAnswer.objects.count()) == ("0", 0)
    assert AuditEntry.objects.filter(subject="maturity").count() == 2


def test_no_question_and_no_answer_are_not_found() -> None:
    shop.opened()
    client = shop.signed_in()
    codes = [
        client.post(f"{URL}{code}/", {"level": level}).status_code for code, level in (("other", "1"), ("points", "9"))
    ]
    assert codes == [404, 404]


@pytest.mark.parametrize(
    ("role", "sees", "answers"),
    [
        ("headquarters", 200, 302),
        ("manager", 200, 403),
        ("clerk", 403, 403),
        ("support", 200, 403),
        ("developer", 200, 403),
    ],
)
def test_each_role_sees_and_answers_what_it_may(role: str, sees: int, answers: int) -> None:
    shop.opened()
    client = shop.signed_in(role)
    assert (client.get(URL).status_code, client.post(f"{URL}points/", {"level": "1"}).status_code) == (sees, answers)

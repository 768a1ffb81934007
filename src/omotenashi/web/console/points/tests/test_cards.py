# SPDX-License-Identifier: Apache-2.0
"""ギフトカード in the office: issued once per form, stopped and let run again, paid back unused; ranks and months beside."""

import csv
import io
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
ISSUE = {
    "amount": "3000", "reason": "apology", "months": "6", "recipient_name": "髙﨑 花子",
    "recipient_mail": "hanako@example.jp", "message": "申し訳ありません", "key": "once",
}  # fmt: skip
LADDER = {"window_days": "365", "code_0": "r", "name_0": "R", "threshold_0": "0", "code_1": "g", "name_1": "G",
          "threshold_1": "5000"}  # fmt: skip


def _issued(client: Any, **more: str) -> GiftCard:
    assert client.post("/console/points/cards/new/", {**ISSUE, **more}).status_code == 302
    return GiftCard.objects.select_related("wallet").get(key=f"desk:{more.get('key', 'once')}")


def test_a_card_is_issued_once_however_often_the_button_is_pressed() -> None:
    client = shop.signed_in()
    card, again = _issued(client), _issued(client)
    assert (card.pk, GiftCard.objects.count(), card.recipient_mail, card.reason) == (
        again.pk,
        1,
        "hanako@example.jp",
        "apology",
    )
    assert client.post("/console/points/cards/new/", {**ISSUE, "amount": "4000"}).status_code == 409
    kept = AuditEntry.objects.filter(subject=f"gift-card:{card.pk}").order_by("pk").values_list("details", flat=True)
    assert kept[0] == {"amount": 3000, "reason": "apology"}


@pytest.mark.parametrize(("reason", "kind", "prepaid"), [("apology", "store_credit", 0), ("sold", "paid_value", 3_000)])
def test_only_a_card_that_was_paid_for_is_prepaid_value(reason: str, kind: str, prepaid: int) -> None:
    card = _issued(shop.signed_in(), reason=reason)
    assert (card.wallet.kind, queries.paid_value(clock.now()).balance) == (kind, prepaid)
    assert loyalty.gift_card_of(queries.code_of(card), now=clock.now()).wallet.available == 3_000


def test_a_stop_can_be_taken_back_and_both_are_written_down() -> None:
    client = shop.signed_in()
    card = _issued(client)
    client.post(f"/console/points/cards/{card.pk}/stop/")
    with pytest.raises(loyalty.CouponRefused, match="stopped"):
        loyalty.gift_card_of(queries.code_of(card), now=clock.now())
    client.post(f"/console/points/cards/{card.pk}/start/")
    assert loyalty.gift_card_of(queries.code_of(card), now=clock.now()).pk == card.pk
    kept = AuditEntry.objects.filter(subject=f"gift-card:{card.pk}", details__has_key="stopped").order_by("pk")
    assert [entry.details["stopped"] for entry in kept] == [True, False]


def test_no_page_of_the_office_says_a_code_and_half_a_code_finds_nothing() -> None:
    client = shop.signed_in()
    card = _issued(client)
    code = queries.code_of(card)
    shown = (
        client.get(f"/console/points/cards/{card.pk}/").content.decode()
        + client.get("/console/points/cards/").content.decode()
    )
    assert (code in shown, code[:9] in shown, card.last_four in shown) == (False, False, True)
    found = [
        client.get(f"/console/points/cards/?q={text}").context["page"].count for text in (code[:4], code[:9], "花子")
    ]
    assert found == [0, 0, 1]


@pytest.mark.parametrize("role", ["manager", "support", "clerk", "developer"])
def test_who_may_not_edit_issues_and_stops_nothing(role: str) -> None:
    card = loyalty.issue_gift_card(amount=1_000, key="k", now=clock.now())
    client = shop.signed_in(role)
    assert client.post("/console/points/cards/new/", ISSUE).status_code == 403
    acts = [client.post(f"/console/points/cards/{card.id}/{act}/").status_code for act in ("stop", "start", "mail")]
    assert (acts, GiftCard.objects.count(), GiftCard.objects.get().stopped_at) == ([403] * 3, 1, None)


def test_what_is_sold_is_said_in_one_place_and_the_other_rules_stay() -> None:
    client = shop.signed_in()
    said = {"sold": "on", "least": "1000", "most": "20000", "months": "12", "amount_0": "3000", "amount_1": "1000"}
    assert client.post("/console/points/cards/rules/", said | {"amount_0": "500"}).status_code == 422
    assert client.post("/console/points/cards/rules/", said).status_code == 302
    policy = queries.card_policy(clock.now())
    assert (policy.amounts, policy.most, policy.is_prepaid, len(queries.programme(clock.now()).tiers)) == (
        (1_000, 3_000), 20_000, True, 4,
    )  # fmt: skip


def test_the_ladder_shows_what_it_would_change_before_it_is_saved() -> None:
    client = shop.signed_in()
    for n, spent in enumerate((0, 4_999, 5_000)):
        node, _person = shop.person(n + 1)
        loyalty.earn([loyalty.Earning(node_id=node, amount=1, key=f"e{n}", basis=spent)], now=clock.now())
    loyalty.decide_all_tiers(now=clock.now())
    found: Any = client.post("/console/points/ranks/preview/", LADDER).context["found"]
    assert (found.up, found.down, found.same, found.people) == (1, 2, 0, (("G", 0, 1), ("R", 0, 2)))
    assert [step.people for step in client.get("/console/points/ranks/").context["steps"]] == [0, 0, 0, 3]
    assert client.post("/console/points/ranks/ladder/", LADDER).status_code == 302
    loyalty.decide_all_tiers(now=clock.now())
    page: Any = client.get("/console/points/ranks/").context
    assert ([step.people for step in page["steps"]], len(page["history"])) == ([1, 2], 1)
    moved: Any = client.get("/console/points/ranks/members/?moved=lately&rank=g").context["page"]
    assert [row.cells["spent"][0] for row in moved.rows] == [5_000]


def test_the_members_need_the_same_queries_for_one_row_and_for_ten() -> None:
    client = shop.signed_in()
    for n in range(10):
        node, _person = shop.person(n + 1)
        loyalty.earn([loyalty.Earning(node_id=node, amount=1, key=f"e{n}", basis=1)], now=clock.now())
        if not n:
            client.get("/console/points/ranks/members/")
            one = shop.queries_of(client, "/console/points/ranks/members/")
    assert shop.queries_of(client, "/console/points/ranks/members/") == one


def test_the_report_is_taken_as_csv_and_as_json_and_says_the_same() -> None:
    client = shop.signed_in()
    node, _person = shop.person(1)
    loyalty.earn([loyalty.Earning(node_id=node, amount=100, key="a", basis=10_000)], now=clock.now())
    loyalty.spend(node_ids=[node], amount=30, key="b", now=clock.now())
    said = client.post("/console/points/months/export/", {"format": "json"}).json()
    sheet = client.post("/console/points/months/export/", {"format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet)))
    last = said["months"][-1]
    assert (last["earned"], last["used"], last["closing"], sum(one["points"] for one in said["endings"])) == (
        100,
        30,
        70,
        70,
    )
    assert (len(said["months"]), rows[12][2], rows[12][4], rows[12][8]) == (12, "100", "-30", "70")
    assert AuditEntry.objects.filter(subject="points-months").count() == 2

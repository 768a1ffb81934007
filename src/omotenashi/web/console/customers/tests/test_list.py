# SPDX-License-Identifier: Apache-2.0
"""顧客一覧 and its export."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.people.customers.actions import erasures
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
LIST = "/console/customers/"


def _names(client: Client, query: str = "") -> list[str]:
    page: Any = client.get(LIST + query).context["page"]
    return [row.label for row in page.rows]


def test_people_are_found_by_name_kana_phone_mail_and_member_number() -> None:
    client = shop.signed_in("clerk")
    shop.person(1, name="渡邊 花子", kana="ワタナベ ハナコ", phone="090-1234-5678")
    shop.person(2, name="鈴木 健", kana="スズキ ケン")
    for text in ("渡辺", "わたなべ", "ﾜﾀﾅﾍﾞ", "09012345678", "090-1234", "hana1@example", "M1", "花子"):
        assert _names(client, f"?q={quote(text)}") == ["渡邊 花子"]


def test_the_list_stands_by_lifetime_value_and_ends_with_those_who_never_bought() -> None:
    client = shop.signed_in()
    for number, sales in ((1, 500), (2, 900), (3, None)):
        _node, person_id = shop.person(number, name=f"Person {number}")
        if sales:
            shop.scored(person_id, sales=sales)
    assert _names(client) == ["Person 2", "Person 1", "Person 3"]
    assert _names(client, "?sort=total") == ["Person 1", "Person 2", "Person 3"]
    assert _names(client, "?view=never") == ["Person 3"]
    assert _names(client, "?total_from=600") == ["Person 2"]


def test_filters_narrow_by_facts_and_by_figures_together() -> None:
    client = shop.signed_in()
    for number, place, channels in (
        (1, "東京都", ("EC", "STORE")),
        (2, "東京都", ("EC",)),
        (3, "大阪府", ("EC", "STORE")),
    ):
        _node, person_id = shop.person(number, name=f"Person {number}", prefecture=place)
        shop.scored(person_id, channels=channels)
    assert _names(client, f"?view=omni&prefecture={quote('東京都')}") == ["Person 1"]


def test_who_was_erased_stands_in_the_list_as_such_and_without_a_name() -> None:
    client = shop.signed_in()
    node_id, person_id = shop.person(1, name="Hana")
    shop.ordered("1", node_id)
    erasures.erase(person_id, by="staff", now=clock.now(), reason="R-1")
    assert _names(client) == ["Erased person"]


def test_people_who_bought_a_product_are_found_by_its_code() -> None:
    client = shop.signed_in()
    node_id, _person = shop.person(1, name="Hana")
    shop.person(2, name="Ken")
    shop.ordered("1", node_id)
    assert _names(client, "?product=A") == ["Hana"]


def test_nonsense_in_the_address_opens_the_list() -> None:
    client = shop.signed_in()
    shop.person(1, name="Hana")
    query = "?sort=nope&last_from=soon&total_from=1e9&orders_to=99999999999999&rfm=Q%00&after=x&density=huge&cols=a,b"
    assert client.get(LIST + query.replace("%00", "")).status_code == 200


@pytest.mark.parametrize("query", ["", "?q=hana", "?sort=kana", "?view=omni"])
def test_the_list_needs_the_same_queries_for_one_row_and_for_three(query: str) -> None:
    client = shop.signed_in()
    _node, person_id = shop.person(1)
    shop.scored(person_id, channels=("EC", "STORE"))
    client.get(LIST)
    one = shop.queries_of(client, LIST + query)
    for number in (2, 3):
        _node, person_id = shop.person(number)
        shop.scored(person_id, channels=("EC", "STORE"))
    assert shop.queries_of(client, LIST + query) == one


def test_an_empty_shop_says_what_to_do_next() -> None:
    assert "/console/imports/" in shop.signed_in().get(LIST).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_clerk_cannot_export_customers_and_the_attempt_is_kept(method: str) -> None:
    client = shop.signed_in("clerk")
    shop.person(1)
    assert "/console/customers/export/" not in client.get(LIST).content.decode()
    assert getattr(client, method)(LIST + "export/").status_code == 403
    kept = AuditEntry.objects.values_list("permission", "was_allowed", "staff__email", "subject")
    assert list(kept) == [("customers.export", False, "clerk@example.jp", "/console/customers/export/")]


def test_an_export_holds_what_matches_harmless_to_a_spreadsheet_and_is_audited() -> None:
    client = shop.signed_in("manager")
    _node, person_id = shop.person(1, name="=cmd|' /C calc'!A0", kana="ハナコ")
    shop.scored(person_id, sales=1234)
    shop.person(2, name="Ken")
    answer = client.post(LIST + "export/?q=hana1&cols=name,kana,total", {"encoding": "utf-8"})
    text = b"".join(answer).decode()
    assert text == "\ufeffName,Kana,LTV to date\r\n'=cmd|' /C calc'!A0,ハナコ,1234\r\n"
    entry = AuditEntry.objects.get()
    assert (entry.permission, entry.was_allowed, entry.details["rows"]) == ("customers.export", True, 1)


def test_an_export_in_cp932_writes_what_it_lacks_as_geta() -> None:
    client = shop.signed_in()
    shop.person(1, name="髙橋 🌸")
    answer = client.post(LIST + "export/?cols=name", {"encoding": "cp932"})
    assert b"".join(answer).decode("cp932") == "Name\r\n髙橋 〓\r\n"


def test_a_stranger_is_asked_to_sign_in() -> None:
    answer = Client().get(LIST)
    assert (answer.status_code, answer.headers["location"]) == (302, "/login/?next=/console/customers/")

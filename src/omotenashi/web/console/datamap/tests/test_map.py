# SPDX-License-Identifier: Apache-2.0
"""データマップ: who told what, how many, what is kept; every number opens its customers."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.datamap import counting
from omotenashi.web.console.datamap.holdings import FIELDS, HOLDINGS
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
MAP = "/console/datamap/"


def test_the_map_counts_who_told_which_field_and_how_complete_profiles_are() -> None:
    client = shop.signed_in()
    shop.person(1, prefecture="東京都")
    shop.person(2, kana="")
    context: Any = client.get(MAP).context
    assert [(row.name, row.total) for row in context["rows"]] == [("test", "2")]
    cells = dict(zip(FIELDS, context["rows"][0].cells, strict=True))
    assert {name: cell and (cell.written, cell.fill) for name, cell in cells.items()} == {
        "name": ("2", "100%"), "kana": ("1", "50%"), "prefecture": ("1", "50%"), "birth_date": None, "gender": None,
        "postal_code": None, "city": None, "address": None, "rank": None, "zone": None,
    }  # fmt: skip
    whole = dict(zip(FIELDS, (cell.fill for cell in context["whole"]), strict=True))
    assert (whole["name"], whole["kana"], whole["city"]) == ("100%", "50%", "0%")


def test_every_number_opens_the_customers_behind_it() -> None:
    client = shop.signed_in()
    shop.person(1, prefecture="東京都")
    shop.person(2, name="鈴木 健", kana="")
    context: Any = client.get(MAP).context
    cells = dict(zip(FIELDS, context["rows"][0].cells, strict=True))

    def opened(href: str) -> list[str]:
        page: Any = client.get(href).context["page"]
        return sorted(row.label for row in page.rows)

    assert opened(cells["name"].href) == ["佐藤 花子", "鈴木 健"]
    assert opened(cells["prefecture"].href) == ["佐藤 花子"]
    reached = {name: (has, lacks) for name, _share, _fill, has, lacks in context["reached"]}
    assert opened(reached["Mail address"][0]) == ["佐藤 花子", "鈴木 健"]
    assert opened(reached["Phone number"][1]) == ["佐藤 花子", "鈴木 健"]
    assert opened(reached["Phone number"][0]) == []


def test_every_kind_of_data_has_a_table_a_retention_and_if_personal_a_purpose() -> None:
    tables = set(connection.introspection.table_names()) | {"timeline_entry"}
    assert [one.table for one in HOLDINGS if one.table not in tables] == []
    assert [one.table for one in HOLDINGS if not str(one.retention)] == []
    # The audit log is kept for the law, not for a purpose of ours.
    assert [one.table for one in HOLDINGS if one.personal and not one.purposes] == ["staff_auditentry"]


def test_a_large_table_is_estimated_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.opened()
    for number in range(1, 30):
        shop.person(number)
    with connection.cursor() as cursor:
        for table in ("customers_fieldvalue", "customers_profile", "customers_node"):
            cursor.execute(f"ANALYZE {table}")
    monkeypatch.setattr(counting, "COUNTED", 10)
    cache.clear()
    customers, fills = counting.profile_fills()
    assert (customers, fills["name"]) == (counting.Amount(29), 1.0)
    told = counting.told_by_source()
    assert [(one.source, one.nodes.about) for one in told] == [("test", True)]


def test_the_file_holds_the_map_and_is_audited() -> None:
    client = shop.signed_in()
    shop.person(1)
    text = client.post(MAP + "file/").content.decode()
    lines = text.split("\r\n")
    assert lines[0] == "\ufeffTold by,Field,Customers,Share of the source,Last told"
    assert lines[1].startswith("test,Name,1,100.0%,")
    assert list(AuditEntry.objects.values_list("permission", "subject", "was_allowed")) == [
        ("datamap.view", "datamap", True)
    ]


@pytest.mark.parametrize(
    ("role", "status"),
    [("headquarters", 200), ("manager", 200), ("developer", 200), ("clerk", 403), ("support", 403)],
)
def test_who_may_see_the_map(role: str, status: int) -> None:
    client = shop.signed_in(role)
    assert (client.get(MAP).status_code, client.post(MAP + "file/").status_code) == (status, status)


def test_an_empty_shop_has_a_map_too() -> None:
    assert "No source has told anything yet." in shop.signed_in().get(MAP).content.decode()

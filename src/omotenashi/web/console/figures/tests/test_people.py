# SPDX-License-Identifier: Apache-2.0
"""The people behind a cell: the same count, names, masks, files."""

import re
from typing import Any

import pytest

from omotenashi.insight.measures import registry
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.figures.tests.lake import DAY, people
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop_lake")]
DRAWER = {"HX-Request": "true", "HX-Target": "drawer-body"}
F2 = f"/console/figures/f2/people/?{DAY}&cell.days=60&cell.group=&cell.part=repeaters"


@pytest.mark.parametrize("name", [one.name for one in registry.MEASURES if one.name not in ("customers", "ltv-table")])
def test_the_drawer_counts_what_the_cell_says(name: str) -> None:
    client = shop.signed_in()
    context: Any = client.get(f"/console/figures/{name}/?{DAY}").context
    table = next((block.body for block in context["blocks"] if block.kind == "table"), None)
    cells = [cell for row in table.rows for cell in row if cell.href] if table else []
    for cell in cells[:: max(1, len(cells) // 6)]:
        found: Any = client.get(cell.href, headers=DRAWER).context
        assert (cell.href, found["count"]) == (cell.href, int(cell.text.replace(",", "")))


def test_the_drawer_names_the_people_best_first_and_links_to_them() -> None:
    client = shop.signed_in()
    ids = people()
    for number, sales in ((1, 500), (3, 900), (6, 100)):
        shop.scored(ids[number], sales=sales)
    context: Any = client.get(F2, headers=DRAWER).context
    assert (context["count"], [one.name for one in context["people"]]) == (
        3,
        ["Customer 3", "Customer 1", "Customer 6"],
    )
    assert context["people"][0].href == f"/console/customers/{ids[3]}/"


def test_all_of_them_are_paged_on_their_own_page() -> None:
    client = shop.signed_in()
    people()
    text = client.get(F2).content.decode()
    assert re.findall(r"Customer \d", text) == ["Customer 1", "Customer 3", "Customer 6"]


def test_few_people_are_masked_for_roles_that_may_not_export() -> None:
    people()
    client = shop.signed_in("support")
    answer: Any = client.get(F2, headers=DRAWER)
    assert (answer.context["hidden"], answer.context["people"], answer.context["export_href"]) == (True, [], "")
    context: Any = client.get(f"/console/figures/f2/?{DAY}&days=60").context
    table = next(block for block in context["blocks"] if block.kind == "table").body
    assert [cell.text for cell in table.rows[0]] == ["60 days", "7", "under 5", "42.86%"]


def test_the_file_has_everybody_and_the_export_is_audited() -> None:
    people()
    client = shop.signed_in("manager")
    answer: Any = client.get(F2.replace("/people/", "/people/export/"))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["Customer 1", "Customer 3", "Customer 6"]
    assert list(AuditEntry.objects.values_list("permission", "was_allowed", "subject")) == [
        ("customers.export", True, "f2")
    ]


@pytest.mark.parametrize(
    ("address", "permission"), [("people/export/", "customers.export"), ("export/", "measures.export")]
)
def test_support_is_refused_the_files_and_the_refusal_is_audited(address: str, permission: str) -> None:
    client = shop.signed_in("support")
    assert client.get(f"/console/figures/f2/{address}?{DAY}&cell.days=60&cell.group=").status_code == 403
    assert list(AuditEntry.objects.values_list("permission", "was_allowed")) == [(permission, False)]


def test_the_answer_as_json_is_that_of_the_command_line() -> None:
    found = shop.signed_in().get(f"/console/figures/f2/export/?{DAY}&days=30&format=json").json()
    assert (found["measure"], found["as_of"], found["rows"][0]["repeaters"]) == ("f2", "2025-12-31", 1)


def test_a_cell_that_does_not_exist_is_refused_in_words() -> None:
    answer = shop.signed_in().get(f"/console/figures/f2/people/?{DAY}&cell.moon=1")
    assert (answer.status_code, "moon" in answer.content.decode()) == (400, True)


def test_more_people_need_no_more_queries() -> None:
    client = shop.signed_in()
    people()
    one = shop.queries_of(client, f"/console/figures/rfm-ranks/people/?{DAY}&cell.rank=E")
    assert shop.queries_of(client, f"/console/figures/rfm-ranks/people/?{DAY}&cell.rank=C") == one

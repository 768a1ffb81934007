# SPDX-License-Identifier: Apache-2.0
"""共有評価: shares add up to the sales, a return comes off on its own day, the payroll reads it; each role sees its own."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omotenashi.commerce.orders.actions import placing, taking_back
from omotenashi.commerce.orders.actions.crediting import with_assistant, with_fulfillers
from omotenashi.commerce.orders.actions.placing import Credit
from omotenashi.commerce.orders.tests import drafts
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry, Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
URL = "/console/credits/"
SOLD = datetime(2026, 1, 20, 3, tzinfo=UTC)
BACK = datetime(2026, 2, 3, 3, tzinfo=UTC)
JANUARY, FEBRUARY = "?from=2026-01-01&to=2026-01-31", "?from=2026-02-01&to=2026-02-28"


@pytest.fixture
def sold(db: None) -> list[Staff]:
    """Two colleagues: one sold for ¥10,000 in Ginza, one advised, and S1 sends half; a quarter of it comes back."""
    shop.opened()
    drafts.stocked()
    ginza = Location.objects.get(code="GINZA").pk
    one, other = (
        staff.hire(email=f"{name}@example.jp", name=name, role="clerk", password=shop.PASSWORD, location_id=ginza)
        for name in ("ichiro", "jiro")
    )
    seller = Credit(touch="till", staff_id=one.pk, location="GINZA")
    parts = with_assistant(with_fulfillers(seller, {"GINZA": 2, "S1": 2}, percent=30), other.pk, percent=20)
    line = drafts.wanted("A", 10_000, quantity=4, credits=parts)
    made = placing.create(drafts.draft(line), key="k", now=SOLD, paid=True, handed_over=True)
    taking_back.take_back(made.order_id, {made.lines[0]: 1}, channel="STORE", location="GINZA", key="r", now=BACK)
    return [one, other]


def _rows(client: Any, query: str) -> list[tuple[str, int, int | None]]:
    return [(one.name, one.credit.total, one.rank) for one in client.get(URL + query).context["parties"]]


def test_the_shares_of_a_month_sum_to_its_sales_and_a_return_comes_off_when_it_comes_back(sold: list[Staff]) -> None:
    client = shop.signed_in()
    shares = [("ichiro", 6_500, 1), ("jiro", 2_000, 2), ("Shops, nobody by name", 1_500, None)]
    assert _rows(client, JANUARY) == shares
    back = [("jiro", -500, 1), ("ichiro", -1_625, 2), ("Shops, nobody by name", -375, None)]
    assert _rows(client, FEBRUARY) == back
    assert _rows(client, f"{JANUARY}&by=location") == [("銀座", 8_500, 1), ("渋谷店", 1_500, 2)]
    assert [total for _name, total, _rank in _rows(client, f"{JANUARY}&by=channel")] == [10_000]
    page = client.get(URL + JANUARY)
    # One point for each ¥100 of what was advised and sent.
    assert [one.points for one in page.context["parties"]] == [0, 20, 0]
    assert (page.context["whole"].helped, page.context["whole"].total) == (3_500, 10_000)


def test_what_nobody_had_a_part_in_stands_in_a_row_of_its_own_and_is_not_shared(sold: list[Staff]) -> None:
    made = placing.create(
        drafts.draft(drafts.wanted("A", 4_000, quantity=4)), key="ec", now=SOLD, paid=True, handed_over=True
    )
    placing.create(drafts.draft(drafts.wanted("A", 900)), key="unpaid", now=SOLD)
    taking_back.take_back(made.order_id, {made.lines[0]: 1}, channel="EC", location=None, key="b", now=BACK)
    page = shop.signed_in().get(URL + JANUARY)
    alone = page.context["alone"]
    assert (alone.sold, alone.returned, alone.total, alone.orders) == (4_000, 0, 4_000, 1)
    assert (page.context["whole"].total, "Nobody had a part in it" in page.content.decode()) == (10_000, True)
    assert shop.signed_in().get(URL + FEBRUARY).context["alone"].total == -1_000
    Staff.objects.filter(role="manager").update(location=Location.objects.get(code="S1"))
    assert shop.signed_in("manager").get(URL + JANUARY).context["alone"].orders == 0


def test_days_in_the_wrong_order_and_nonsense_are_read_kindly_and_names_are_found(sold: list[Staff]) -> None:
    client = shop.signed_in()
    assert len(_rows(client, "?from=2026-01-31&to=2026-01-01&by=nothing")) == 3
    assert client.get(f"{URL}?from=soon&to=never").status_code == 200
    assert _rows(client, f"{JANUARY}&q=JIRO") == [("jiro", 2_000, 2)]
    assert 'class="o-empty"' in client.get(f"{URL}{JANUARY}&q=saburo").content.decode()


def test_the_payroll_file_says_what_the_page_says_and_is_audited(sold: list[Staff]) -> None:
    client = shop.signed_in()
    body = client.post(f"{URL}export/{JANUARY}", {"encoding": "utf-8"}).content.decode("utf-8-sig")
    head, first, second, nobody = csv.reader(io.StringIO(body))
    assert head[2:4] == ["Standing", "Person or shop"]
    assert first == ["2026-01-01", "2026-01-31", "1", "ichiro", "銀座", "ichiro@example.jp", "1",
                     "6500", "0", "0", "0", "6500", "65.00", "0"]  # fmt: skip
    assert (second[3], second[8], second[-1], nobody[2], nobody[9]) == ("jiro", "2000", "20", "", "1500")
    entry = AuditEntry.objects.get(permission="credits.export")
    assert (entry.was_allowed, entry.details["rows"], entry.details["from"]) == (True, 3, "2026-01-01")


def test_the_shares_behind_a_line_are_listed_with_what_came_back(sold: list[Staff]) -> None:
    client = shop.signed_in()
    days = "at_from=2026-01-01&at_to=2026-02-28"
    rows = client.get(f"{URL}shares/?staff={sold[1].pk}&{days}").context["page"].rows
    assert [(row.cells["amount"][0], row.cells["part"][1]) for row in rows] == [
        (-500, "Advised: came back"), (2_000, "Advised"),
    ]  # fmt: skip
    assert len(client.get(f"{URL}shares/?staff=-&{days}").context["page"].rows) == 2
    assert client.get(f"{URL}shares/?staff=nobody&part=sold").context["page"].count == 0
    assert client.get(f"{URL}shares/?view=back").context["page"].count == 3


def test_a_manager_sees_the_credit_of_their_own_shop_only(sold: list[Staff]) -> None:
    client = shop.signed_in("manager")
    assert (_rows(client, JANUARY), client.get(f"{URL}shares/").context["page"].count) == ([], 0)
    Staff.objects.filter(role="manager").update(location=Location.objects.get(code="S1"))
    assert _rows(client, JANUARY) == [("Shops, nobody by name", 1_500, None)]
    assert client.get(f"{URL}shares/").context["page"].count == 2


@pytest.mark.parametrize(
    ("role", "status"),
    [("headquarters", 200), ("manager", 200), ("clerk", 403), ("support", 403), ("developer", 403)],
)
def test_each_role_may_what_it_may(sold: list[Staff], role: str, status: int) -> None:
    client = shop.signed_in(role)
    assert [client.get(URL).status_code, client.get(f"{URL}shares/").status_code] == [status] * 2
    assert client.post(f"{URL}export/").status_code == status


def test_three_times_as_many_names_need_as_many_reads(sold: list[Staff]) -> None:
    client = shop.signed_in()
    before = shop.queries_of(client, URL + JANUARY)
    for n in range(6):
        hired = staff.hire(email=f"s{n}@example.jp", name=f"S{n}", role="clerk", password=shop.PASSWORD)
        parts = (Credit(touch="till", staff_id=hired.pk, location="GINZA"),)
        line = drafts.wanted("A", 100 * n, quantity=1, credits=parts)
        placing.create(drafts.draft(line), key=f"k{n}", now=SOLD + timedelta(days=1), paid=True)
    assert (len(_rows(client, JANUARY)), shop.queries_of(client, URL + JANUARY)) == (9, before)

# SPDX-License-Identifier: Apache-2.0
"""The way of a file through the pages: drop, correct, preview, import, mend."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from omotenashi.commerce.orders.models import Order
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import runs
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places
from omotenashi.web.console.imports import starting

pytestmark = pytest.mark.django_db

FILE = "受注No,受注日,コード,数,税込額,氏名\nA,2026/1/2,S1,2,2400,髙﨑 花子\nB,2026/1/3,S1,1,1200,\nC,いつか,S1,1,1200,\n".encode(
    "cp932"
)


@pytest.fixture
def office(client: Client, settings: Any, tmp_path: Path) -> Client:
    settings.FILES_PATH = tmp_path
    settings.LANGUAGE_CODE = "en"
    places.set_up_retailer(name="酒と茶", currency="JPY")
    client.force_login(staff.hire(email="hana@example.jp", name="Hana", role="headquarters", password=None))
    return client


def drop(office: Client, data: bytes = FILE, name: str = "売上.csv") -> tuple[Any, Run | None]:
    answer = office.post(reverse("console:import-files"), {"file": SimpleUploadedFile(name, data)})
    return answer, Run.objects.order_by("-received_at").first()


COLUMNS = ("number", "placed_at", "sku", "quantity", "line_amount", "")


def test_a_dropped_file_is_corrected_previewed_imported_and_mended(office: Client) -> None:
    answer, run = drop(office)
    assert run is not None
    assert (answer.status_code, answer["Location"]) == (302, reverse("console:import-columns", args=[run.pk]))
    page = office.get(answer["Location"])
    assert (page.status_code, "髙﨑 花子" in page.content.decode()) == (200, True)
    fields = dict(zip(("c0", "c1", "c2", "c3", "c4", "c5"), COLUMNS, strict=True)) | {
        "kind": "orders",
        "channel": "STORE",
    }
    answer = office.post(reverse("console:import-columns", args=[run.pk]), fields)
    preview = office.get(answer["Location"])
    run.refresh_from_db()
    assert (preview.status_code, run.preview["counts"], Order.objects.count()) == (
        200,
        {"created": 2, "updated": 0, "unchanged": 0, "read": 3, "refused": 1},
        0,
    )
    answer = office.post(reverse("console:import-start", args=[run.pk]))
    assert office.get(answer["Location"]).status_code == 200
    assert list(Order.objects.order_by("number").values_list("number", "goods_total", "channel_id")) == [
        ("A", 2400, "STORE"),
        ("B", 1200, "STORE"),
    ]
    refused = office.get(reverse("console:import-refused", args=[run.pk]))
    row = run.refused.get()
    assert (refused.status_code, row.code, (row.cells or [])[1]) == (200, "not_a_date", "いつか")
    answer = office.post(reverse("console:import-mending", args=[run.pk]), {f"r{row.pk}-1": "2026/1/4"})
    again = Run.objects.get(replays=run)
    assert (answer["Location"], again.rows_created, Order.objects.count()) == (
        reverse("console:import", args=[again.pk]),
        1,
        3,
    )
    assert office.get(reverse("console:imports")).status_code == 200


def test_the_refused_rows_can_be_taken_away_in_both_encodings(office: Client) -> None:
    _, run = drop(office, "受注番号,受注日,合計\nA,2026/1/2,100\nB,いつか,=1+1\n".encode())
    assert run is not None
    office.post(reverse("console:import-start", args=[run.pk]))
    for query, encoding in (("", "utf-8-sig"), ("?encoding=cp932", "cp932")):
        answer = office.get(reverse("console:import-refused-file", args=[run.pk]) + query)
        assert answer.content.decode(encoding).splitlines()[1].endswith("B,いつか,'=1+1")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0"])
def test_a_file_that_is_no_table_gets_a_page_that_says_so(office: Client, data: bytes) -> None:
    answer, run = drop(office, data)
    if run is None:  # Django refuses an empty upload by itself
        assert answer.status_code == 302
        return
    page = office.get(answer["Location"])
    assert (page.status_code, run.failed_at is not None) == (200, True)


def test_an_open_question_and_missing_columns_are_shown_before_anything_happens(office: Client) -> None:
    _, run = drop(office, "注文番号,注文日,合計\nA,01/02/2026,100\n".encode())
    assert run is not None
    page = office.get(reverse("console:import-columns", args=[run.pk])).content.decode()
    assert "01/02/2026" in page
    assert 'name="s1"' in page
    office.post(reverse("console:import-columns", args=[run.pk]), {"s1": "mdy"})
    run.refresh_from_db()
    assert run.preview["counts"]["created"] == 1


def test_a_large_file_is_left_to_the_worker_and_the_page_watches(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "SMALL", 0)
    _, run = drop(office)
    assert run is not None
    office.post(reverse("console:import-columns", args=[run.pk]), {"c4": "line_amount", "c2": "sku"})
    assert "o-progress" in office.get(reverse("console:import-preview", args=[run.pk])).content.decode()
    office.post(reverse("console:import-start", args=[run.pk]))
    assert "o-progress" in office.get(reverse("console:import", args=[run.pk])).content.decode()
    assert "HX-Refresh" not in office.get(reverse("console:import-progress", args=[run.pk])).headers
    names = (
        ProcrastinateJob.objects.filter(args={"run_id": str(run.pk)}).order_by("id").values_list("task_name", flat=True)
    )
    assert list(names) == ["csv.preview", "csv.bring_in"]
    runs.bring_in(run, now=run.received_at)
    assert office.get(reverse("console:import-progress", args=[run.pk])).headers["HX-Refresh"] == "true"


def test_a_file_that_was_not_imported_can_be_put_away(office: Client) -> None:
    _, run = drop(office)
    assert run is not None
    office.post(reverse("console:import-removal", args=[run.pk]))
    assert Run.objects.count() == 0


def test_a_clerk_cannot_import_and_the_attempt_is_written_down(office: Client) -> None:
    _, run = drop(office)
    assert run is not None
    office.force_login(staff.hire(email="ken@example.jp", name="Ken", role="clerk", password=None))
    answers = [
        office.get(reverse("console:imports")),
        office.post(reverse("console:import-start", args=[run.pk])),
        drop(office)[0],
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (AuditEntry.objects.filter(was_allowed=False).count(), Order.objects.count()) == (3, 0)

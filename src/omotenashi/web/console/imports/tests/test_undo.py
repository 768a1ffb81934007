# SPDX-License-Identifier: Apache-2.0
"""元に戻す on the page: what would go, the confirmation, who may, and numbers that could not follow."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from omotenashi.base import clock
from omotenashi.commerce.orders.models import Order
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import runs
from omotenashi.insight import actions as insight
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.imports import starting
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db

FILE = "注文番号,注文日,商品コード,数量,単価,会員番号\nA,2026/1/2,S1,2,1200,M1\nB,2026/1/3,S1,1,1200,\n".encode()


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_PATH = tmp_path
    monkeypatch.setattr(insight, "refresh", lambda **_named: 1)


def brought() -> Run:
    run = runs.receive(name="売上.csv", data=FILE, now=clock.now())
    return runs.bring_in(run, now=clock.now())


def test_the_page_says_what_would_go_and_changes_nothing() -> None:
    office, run = shop.signed_in(), brought()
    page = office.get(reverse("console:import-undo", args=[run.pk]))
    assert (page.context["lines"], page.context["anything"]) == (
        [("Order records", 2, 0), ("Product records", 1, 0), ("Customer records", 1, 0)],
        True,
    )
    assert Order.objects.count() == 2


def test_the_confirmed_undo_takes_the_orders_away_and_is_audited() -> None:
    office, run = shop.signed_in(), brought()
    answer = office.post(reverse("console:import-undo", args=[run.pk]))
    assert (answer["Location"], Order.objects.count()) == (reverse("console:import", args=[run.pk]), 0)
    page = office.get(answer["Location"]).content.decode()
    assert "What this file brought was taken back" in page
    assert "Undo this import" not in page
    assert AuditEntry.objects.filter(subject=f"import {run.pk}", was_allowed=True).count() == 1
    again = office.post(reverse("console:import-undo", args=[run.pk]))
    assert (again.status_code, AuditEntry.objects.filter(subject=f"import {run.pk}").count()) == (302, 1)


@pytest.mark.parametrize(
    ("role", "status"), [("headquarters", 200), ("developer", 200), ("manager", 403), ("clerk", 403), ("support", 403)]
)
def test_only_who_may_import_may_undo(role: str, status: int) -> None:
    visitor, run = shop.signed_in(role), brought()
    assert visitor.get(reverse("console:import-undo", args=[run.pk])).status_code == status
    visitor.post(reverse("console:import-undo", args=[run.pk]))
    assert Order.objects.count() == (0 if status == 200 else 2)


def test_a_large_import_is_planned_and_undone_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    office, run = shop.signed_in(), brought()
    monkeypatch.setattr(starting, "SMALL", 1)
    assert office.get(reverse("console:import-undo", args=[run.pk])).context["going"] is True
    assert office.get(reverse("console:import-undo", args=[run.pk])).context["going"] is True
    assert list(ProcrastinateJob.objects.values_list("task_name", flat=True)) == ["csv.plan_undo"]
    office.post(reverse("console:import-undo", args=[run.pk]))
    run.refresh_from_db()
    assert (run.is_being_undone, Order.objects.count()) == (True, 2)
    assert list(ProcrastinateJob.objects.order_by("id").values_list("task_name", flat=True))[1:] == ["csv.undo"]
    assert "HX-Refresh" not in office.get(reverse("console:import-progress", args=[run.pk])).headers


def test_numbers_that_could_not_follow_are_a_notice_with_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    office = shop.signed_in()

    def fail(**_named: Any) -> int:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(insight, "refresh", fail)
        run = runs.receive(name="売上.csv", data=FILE, now=clock.now())
        answer = office.post(reverse("console:import-start", args=[run.pk]))
    page = office.get(answer["Location"]).content.decode()
    assert (answer.status_code, Order.objects.count(), "The numbers could not follow yet" in page) == (302, 2, True)
    office.post(reverse("console:import-numbers", args=[run.pk]))
    assert "The numbers could not follow yet" not in office.get(answer["Location"]).content.decode()


def test_a_file_that_is_not_imported_has_nothing_to_undo() -> None:
    office = shop.signed_in()
    run = runs.receive(name="売上.csv", data=FILE, now=clock.now())
    assert office.get(reverse("console:import-undo", args=[run.pk])).status_code == 404

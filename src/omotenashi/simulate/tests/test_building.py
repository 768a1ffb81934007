# SPDX-License-Identifier: Apache-2.0
"""Building a world: twice the same, taken up after a kill, never again when it stands, never among real data."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.loyalty.models import WalletEntry
from omotenashi.commerce.orders.models import Order, OrderLine, Return
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.people.consent.models import ConsentState
from omotenashi.people.customers.models import Node, NodePerson, Profile
from omotenashi.people.staff.models import Staff
from omotenashi.simulate import truth, world
from omotenashi.simulate.tests.conftest import QUICK_HASH

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = SimpleNamespace(path=tmp_path, truth=tmp_path / "truth")
    settings.PASSWORD_HASHERS = QUICK_HASH
    return tmp_path


class _Undone(Exception):
    pass


def figures() -> dict[str, Any]:
    """All that two builds must agree on: everything but the ids."""
    orders = Order.objects.order_by("origin", "number")
    return {
        "nodes": list(Node.objects.order_by("type", "value").values_list("type", "value", "first_seen_at")),
        "profiles": sorted(Profile.objects.values_list("name", "kana", "email", "phone", "member_no", "address")),
        "orders": list(orders.values_list("origin", "number", "placed_at", "goods_total", "tax_total", "points_used")),
        "lines": sorted(OrderLine.objects.values_list("order__number", "key", "quantity", "amount")),
        "returns": sorted(Return.objects.values_list("number", "order__number", "amount")),
        "points": sorted(WalletEntry.objects.values_list("key", "amount")),
        "consents": sorted(ConsentState.objects.values_list("contact_point__node__value", "state")),
        "stock": sorted(StockLevel.objects.values_list("variant__sku", "location__code", "on_hand")),
        "people": sorted(NodePerson.objects.values("person").annotate(n=Count("node")).values_list("n", flat=True)),
    }


def undone(**arguments: Any) -> dict[str, Any]:
    """Build, take the figures, and leave nothing behind."""
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            world.build(**arguments)
            found = figures()
            raise _Undone
    except _Undone:
        return found


def test_two_builds_are_equal_in_all_but_their_ids() -> None:
    first = undone(customers=40, seed=9, now=NOW)
    second = undone(customers=40, seed=9, now=NOW)
    assert [name for name in first if first[name] != second[name]] == []
    assert len(first["orders"]) > 40


@pytest.mark.django_db(transaction=True)
def test_built_with_two_hands_it_is_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "_SMALLEST_BATCH", 40)
    alone = undone(customers=60, seed=9, now=NOW)
    shutil.rmtree(home / "truth")
    world.build(customers=60, seed=9, now=NOW)
    together = figures()
    assert [name for name in alone if alone[name] != together[name]] == []


def test_a_finished_world_stays_as_it_is() -> None:
    built = world.build(customers=10, seed=5, now=NOW)
    before = figures()
    assert world.build(customers=7, seed=1, now=datetime(2030, 1, 1, tzinfo=UTC)) == built
    assert figures() == before


def test_a_build_that_was_killed_is_taken_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "_SMALLEST_BATCH", 40)
    whole = undone(customers=40, seed=9, now=NOW)

    def die(stage: str, done: int, total: int) -> None:
        if stage == world.HAPPENING and done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.build(customers=40, seed=9, now=NOW, progress=die)
    assert Order.objects.count() < len(whole["orders"])
    world.build(customers=999, seed=1, now=datetime(2030, 1, 1, tzinfo=UTC))
    assert figures() == whole
    assert (truth.read_state(folder=home / "truth") or {})["customers"] == 40


def test_real_data_and_a_demo_never_meet() -> None:
    catalogue.register([catalogue.ProductRecord(sku="A", code="A", name="本物")])
    with pytest.raises(world.NotADemo):
        world.build(customers=5, now=NOW)
    assert (Order.objects.count(), Staff.objects.count(), Variant.objects.count()) == (0, 0, 1)


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        world.build(customers=5, now=datetime(2026, 3, 14))


def test_progress_is_told_stage_by_stage() -> None:
    told: list[tuple[str, int, int]] = []
    world.build(customers=20, seed=2, now=NOW, progress=lambda *step: told.append(step))
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == list(world.STAGES)
    assert [done for stage, done, total in told if done == total] != []

# SPDX-License-Identifier: Apache-2.0
"""Hana asks to be forgotten: nobody finds her any more, and the books are as they were."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from omotenashi.base import bulk
from omotenashi.base.erasing import tables
from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox.models import Delivery
from omotenashi.commerce.loyalty.models import Wallet, WalletEntry
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.connectors.csv.sync.files import import_file
from omotenashi.insight import actions as insight
from omotenashi.people.consent import queries as consent
from omotenashi.people.consent.models import ConsentEntry, Suppression
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.models import ContactPoint, Erasure, Node, NodePerson, Profile
from omotenashi.places.locations import actions as locations
from tests.flows import erasing
from tests.flows.erasing import MAIL, NOW, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    """A filled world in folders of its own."""
    for name in ("lake", "files", "logs"):
        setattr(settings, f"{name.upper()}_PATH", tmp_path / name)
    settings.MAILS_PATH = tmp_path / "files" / "mails"
    locations.set_up_retailer(name="酒と茶", currency="JPY")
    locations.register_channels(["STORE", "EC"])
    brought = tmp_path / "brought"
    brought.mkdir()
    return erasing.fill(brought)


def erase(world: World) -> Erasure:
    """Erase Hana and let everybody hear of it."""
    erased = erasures.erase(world.person, by="CS", now=NOW, reason="消去請求")
    for minutes in (11, 12):
        outbox.deliver(now=erasing.LATER)
        erasures.finish(now=NOW + timedelta(minutes=minutes))
    erased.refresh_from_db()
    return erased


def books() -> list[Any]:
    """All that must not change: orders, lines, points, and the figures made of them."""
    insight.refresh(now=NOW)
    figures = [insight.measure(name=name, params={}, now=NOW)["rows"] for name in ("sales", "rfm", "f2", "ltv")]
    return [
        sorted(Order.objects.values_list("origin", "number", "node_id", "goods_total", "tax_total", "line_count")),
        sorted(OrderLine.objects.values_list("sku", "quantity", "amount")),
        sorted(Wallet.objects.values_list("node_id", "available")),
        sorted(WalletEntry.objects.values_list("key", "amount")),
        sorted(NodePerson.objects.values_list("node_id", "person_id")),
        figures,
    ]


def test_an_erased_person_is_found_nowhere_and_the_books_are_as_they_were(world: World, tmp_path: Path) -> None:
    folders = (tmp_path / "files", tmp_path / "logs", tmp_path / "lake")
    assert len(erasing.found_anywhere(*folders)) > 60
    before = books()
    erased = erase(world)
    assert erasing.found_anywhere(*folders) == []
    assert books() == before
    assert (erased.traces, erased.finished_at) == ([], NOW + timedelta(minutes=12))
    assert {"customers_node", "timeline_entry", "csv_refusedrow", "outbox_event", "logs"} <= set(erased.emptied)
    # Ken is still who he was, also in the file that named both.
    assert customers.search_profiles("佐藤 健").get().email == "ken@example.jp"
    kept = b"".join(path.read_bytes() for path in (tmp_path / "files" / "imports").rglob("*") if path.is_file())
    assert "佐藤 健".encode("cp932") in kept


def test_the_id_leads_to_a_tombstone(world: World) -> None:
    erase(world)
    assert customers.current_person(world.person) == world.person
    assert erasures.erase(world.person, by="again", now=NOW).erased_by == "CS"
    profile = Profile.objects.get(person_id=world.person)
    assert (profile.name, profile.email, profile.birth_date, profile.tokens) == ("", "", None, [])
    with pytest.raises(erasures.NobodyThere):
        erasures.erase(Order.objects.first().pk, by="CS", now=NOW)  # type: ignore[union-attr]  # there are orders


def test_an_imported_file_brings_back_neither_history_nor_advertising(world: World, tmp_path: Path) -> None:
    erase(world)
    before = books()
    import_file(path=tmp_path / "brought" / "kaiin.csv")
    point = ContactPoint.objects.get(node__type="email", node__value=MAIL)
    assert (point.pk == world.mail.pk, bytes(point.address_hash)) == (False, bytes(world.mail.address_hash))
    assert consent.history_of([point.node_id]).count() == 0
    assert consent.allows(contact_point=point, purpose="marketing", now=NOW).reason == "suppressed"
    again = Node.objects.get(type="member_no", value="M0001")
    orders.record([erasing.bought("A1", again.pk, country="JP")], now=NOW)
    assert Order.objects.get(number="A1").node_id != again.pk
    assert (Order.objects.filter(node=again).count(), Wallet.objects.filter(node=again).count()) == (0, 0)
    assert [row for row in books()[0] if row[1] != "A1"] == [row for row in before[0] if row[1] != "A1"]


def test_the_proof_of_a_consent_stays_without_the_human(world: World) -> None:
    erase(world)
    [act] = ConsentEntry.objects.filter(contact_point=world.mail)
    assert (act.state, act.proof) == ("granted", {"form": "news", "own_act": True})
    reasons = Suppression.objects.filter(address_hash=world.mail.address_hash, lifted_at=None)
    assert list(reasons.values_list("reason", flat=True)) == ["erased"]


def test_journals_open_for_an_erasure_only(world: World) -> None:
    erase(world)
    for change in ("UPDATE consent_consententry SET source = ''", "DELETE FROM consent_consententry"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), tables.journals_open():
        bulk.run("DELETE FROM consent_consententry")


def test_a_name_that_others_have_is_left_in_their_words(world: World) -> None:
    twin = customers.search_profiles("佐藤 健").get()
    Profile.objects.filter(pk=twin.pk).update(name=erasing.NAME)
    assert erasures.preview(world.person).rows["node"] >= 3
    erasures.erase(world.person, by="CS", now=NOW)
    outbox.deliver(now=erasing.LATER)
    assert (Profile.objects.get(pk=twin.pk).name, Delivery.objects.count()) == (erasing.NAME, 0)


@pytest.mark.crash
def test_an_erasure_killed_in_the_middle_ends_whole(world: World, tmp_path: Path) -> None:
    """Killed after the first commit, while a handler works: what is left is done when somebody delivers again."""
    erasures.erase(world.person, by="CS", now=NOW)
    with subprocess.Popen([sys.executable, "-c", DIE], env=beside_us(tmp_path)) as child:
        assert child.wait(timeout=120) == -signal.SIGKILL
    assert erasing.found_anywhere(tmp_path / "files", tmp_path / "logs") != []
    assert Erasure.objects.get().traces != []
    for minutes in (11, 12):
        outbox.deliver(now=erasing.LATER)
        erasures.finish(now=NOW + timedelta(minutes=minutes))
    assert erasing.found_anywhere(tmp_path / "files", tmp_path / "logs") == []
    assert (Erasure.objects.get().traces, Delivery.objects.count()) == ([], 0)


# Delivers, and dies without a word in the middle of the second handler's work.
DIE = """
import os, signal, datetime, django
django.setup()
from django.conf import settings
from pathlib import Path
settings.FILES_PATH = Path(os.environ["OMOTENASHI_HOME"]) / "files"
settings.LOGS_PATH = settings.FILES_PATH.parent / "logs"
settings.MAILS_PATH = settings.FILES_PATH / "mails"
from omotenashi.base.outbox import actions as outbox
from omotenashi.people.customers.actions import erasures
noted = erasures.note_emptied
def die(*, person_id, rows):
    noted(person_id=person_id, rows=rows)
    if "timeline_entry" in rows:
        os.kill(os.getpid(), signal.SIGKILL)
erasures.note_emptied = die
outbox.deliver(now=datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC))
"""


def beside_us(home: Path) -> dict[str, str]:
    """The environment of a process that works in the database and the folders of this test."""
    head, _, query = os.environ["DATABASE_URL"].partition("?")
    url = f"{head.rsplit('/', 1)[0]}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")
    path = os.pathsep.join(part for part in sys.path if part)
    return {**os.environ, "DATABASE_URL": url, "PYTHONPATH": path, "OMOTENASHI_HOME": str(home)}

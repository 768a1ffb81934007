# SPDX-License-Identifier: Apache-2.0
"""Documents that are owed come by themselves; an erased person leaves the orders but not the books."""

from datetime import timedelta

import pytest

from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.orders import queries
from omotenashi.commerce.orders.actions import cancelling, codes, documents, owed, removals, taking_back
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.commerce.orders.models import AccessCode, Confirmation, Contact, Document, LogEntry, Order, OrderLine
from omotenashi.commerce.orders.rules.drafts import LEGAL_ITEMS
from omotenashi.commerce.orders.tests.drafts import placed, stocked, wanted
from omotenashi.commerce.orders.tests.records import NOW, kept, order, record
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.models import Erasure

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
HANA = ContactDetails(name="花園 華乃子", mail="hana@example.com", phone="09012345678", address="渋谷区神南1-2-3")


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    stocked()


def test_what_is_owed_is_issued_once() -> None:
    sold = placed(wanted("A", 2200, quantity=2), key="k1", handed_over=True)
    placed(key="k2")
    taking_back.take_back(sold.order_id, {sold.lines[0]: 1}, channel="STORE", key="r1", now=NOW)
    assert [len(queries.broken(LATER)), owed.issue_owed(now=LATER), owed.issue_owed(now=LATER)] == [1, 2, 0]
    assert list(Document.objects.order_by("number").values_list("kind", "total")) == [
        ("simplified_invoice", 2200 - 1100 + 1100), ("return_invoice", 1100),
    ]  # fmt: skip
    assert queries.broken(LATER + timedelta(hours=1)) == []


def test_documents_of_a_cancelled_order_are_taken_back() -> None:
    made = placed()
    documents.open_series(code="POS1", owner="till:1", now=NOW)
    documents.issue_document(made.order_id, series="POS1", key="d", now=NOW)
    cancelling.cancel(made.order_id, reason="", key="c", now=NOW)
    assert (owed.issue_owed(now=LATER), owed.issue_owed(now=LATER)) == (1, 0)
    assert queries.broken(LATER + timedelta(hours=1)) == []


def test_an_erased_guest_leaves_the_order_and_not_the_books() -> None:
    shown = dict.fromkeys(LEGAL_ITEMS, "…") | {"delivery": f"{HANA.name} 様宛"}
    made = placed(buyer=HANA, recipient=HANA, confirmation=shown, handed_over=True)
    other = placed(buyer=ContactDetails(name="他人", mail="o@example.com", note="hana@example.com へ"), key="k2")
    codes.issue(made.order_id, expires_at=LATER, now=NOW)
    documents.open_series(code="POS1", owner="till:1", now=NOW)
    documents.issue_document(made.order_id, series="POS1", key="d", now=NOW, recipient=HANA.name)
    person = customers.person_of(Order.objects.get(pk=made.order_id).node_id)
    assert person is not None
    erasures.erase(person, by="staff:1", now=NOW)
    outbox.deliver(now=NOW + timedelta(days=36500))
    gone = Contact.objects.filter(order_id=made.order_id).values_list("name", "mail", "phone", "address")
    assert list(gone) == [("", "", "", "")] * 2
    assert Contact.objects.get(order_id=other.order_id).note == "〓 へ"
    assert (Document.objects.get().recipient, Document.objects.get().total) == ("", 1100)
    assert AccessCode.objects.get().expires_at == NOW
    assert Erasure.objects.get().emptied["orders_contact"] >= 3
    assert Confirmation.objects.get().items["quantity"] == "…"


def test_an_import_that_is_undone_leaves_an_order_with_which_something_was_done() -> None:
    record(order("1"), order("2"))
    first = kept("1")
    line = OrderLine.objects.get(order=first)
    taking_back.take_back(first.pk, {line.pk: 1}, channel="STORE", key="r1", now=NOW)
    changed = kept("2").changed_in
    first.refresh_from_db()
    gone = removals.withdraw(orders=["1", "2"], returns=[], origin="ec", changed_in=changed, now=NOW)
    assert (gone.orders, LogEntry.objects.count(), Order.objects.count()) == (gone.orders, 1, 2 - gone.orders)
    assert Order.objects.filter(pk=first.pk).exists()

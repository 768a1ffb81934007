# SPDX-License-Identifier: Apache-2.0
"""Whoever writes events waits for no node that it only reads: the identity reader may hold any of them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from omotenashi.base import bulk
from omotenashi.people.customers.actions import anchors
from omotenashi.people.customers.tests.hana import NOW
from omotenashi.people.customers.tests.traces import asked

pytestmark = pytest.mark.django_db(transaction=True)
KNOWN, SIGNED_IN = "anonymous_id=known", "user_id=1"


@contextmanager
def held(value: str) -> Iterator[None]:
    """Hold the nodes of a key for a block, as a reader does whose transaction goes on."""
    ready, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            bulk.run("SELECT 1 FROM customers_node WHERE value = %s FOR NO KEY UPDATE", [value])
            ready.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert ready.wait(20)
        yield
    finally:
        done.set()
        thread.join(20)


@contextmanager
def impatient() -> Iterator[None]:
    """Wait for no lock longer than a moment."""
    with transaction.atomic():
        bulk.run("SET LOCAL lock_timeout = '300ms'")
        yield


def test_a_known_visitor_is_not_waited_for_when_another_signs_in() -> None:
    anchors.forget()
    anchors.resolve([asked(KNOWN, SIGNED_IN), asked("anonymous_id=new")], now=NOW)
    anchors.forget()
    later = NOW + timedelta(minutes=5)
    both = [asked(KNOWN, SIGNED_IN, at=later), asked("anonymous_id=new", "user_id=2", at=later)]
    with held("known"), impatient():
        found = anchors.resolve(both, now=later)
    assert [anchored is not None and len(anchored.others) for anchored in found] == [1, 1]
    anchors.forget()


def test_a_key_of_which_something_is_written_is_waited_for() -> None:
    anchors.forget()
    anchors.resolve([asked("anonymous_id=free")], now=NOW)
    anchors.forget()
    with held("free"), pytest.raises(OperationalError), impatient():
        anchors.resolve([asked("anonymous_id=free", "user_id=3", at=NOW + timedelta(minutes=5))], now=NOW)
    anchors.forget()

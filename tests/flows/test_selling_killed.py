# SPDX-License-Identifier: Apache-2.0
"""The server is killed with -9 while tills ring up: every acknowledged sale is there once, and nothing is half done.

`OMOTENASHI_KILLS=20 pytest -s tests/flows/test_selling_killed.py` kills it twenty times and prints a report.
"""

import http.client
import os
import random
import signal
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection

from omotenashi.base import clock
from omotenashi.commerce.checkout.models import TillSale
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.models import Order
from tests.flows import selling
from tests.flows.selling import Caller

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
KILLS = int(os.environ.get("OMOTENASHI_KILLS", "2"))
TILLS, POINTS = 4, 100_000


class _Till(threading.Thread):
    """Rings up one sale after the other; one that was not acknowledged is told again with the same id."""

    def __init__(self, number: int, places: list[Caller], stop: threading.Event, person: UUID) -> None:
        super().__init__(daemon=True)
        self.number, self.places, self.stop, self.person = number, places, stop, person
        self.acknowledged: list[str] = []
        self.refused: list[object] = []

    def run(self) -> None:
        """Sell until told to stop, and until the sale that was begun is acknowledged."""
        for n in range(1, 100_000):
            sale = {
                "id": str(uuid4()), "shop": "GINZA", "terminal": f"T{self.number}", "sequence": n, "points": 10,
                "sold_at": clock.now().isoformat(), "lines": [{"sku": "CAP", "quantity": 1}],
                "tenders": [{"kind": "qr", "amount": 1090}], "customer": str(self.person),
            }  # fmt: skip
            while not self._told(sale):
                time.sleep(0.1)
            if self.stop.is_set():
                return

    def _told(self, sale: dict[str, object]) -> bool:
        try:
            status, said = self.places[-1].sale(sale)
        except (OSError, http.client.HTTPException, ValueError):
            return False
        if status == 200:
            self.acknowledged.append(str(sale["id"]))
        else:
            self.refused.append(said)
        return True


def _kill(pid: int) -> None:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for one in (pid, *map(int, children)):
        os.kill(one, signal.SIGKILL)


def test_every_acknowledged_sale_is_there_once_and_none_is_half_done() -> None:
    shop.furnish()
    selling.refill("CAP", GINZA=10_000)
    node, stop, draw = shop.member(), threading.Event(), random.Random(7)
    loyalty.earn([loyalty.Earning(node_id=node, amount=POINTS, key="gift")], now=clock.now())
    places: list[Caller] = []
    tills = [_Till(number, places, stop, selling.node_of(node)) for number in range(TILLS)]
    for turn in range(KILLS + 1):
        with selling.serving() as (caller, server):
            places.append(caller)
            for till in () if turn else tills:
                till.start()
            had = sum(len(till.acknowledged) for till in tills)
            while sum(len(till.acknowledged) for till in tills) < had + 10:
                time.sleep(0.05)
            if turn < KILLS:
                time.sleep(draw.random() / 2)
                _kill(server.pid)
            else:
                stop.set()
                for till in tills:
                    till.join(300)
    connection.close()
    told = [one for till in tills for one in till.acknowledged]
    kept = {str(one) for one in TillSale.objects.values_list("sale_id", flat=True)}
    print(f"{KILLS} kills, {len(told)} sales acknowledged, {len(kept)} kept, {selling.breaches()} broken")  # noqa: T201  # the report
    assert [till.refused for till in tills] == [[]] * TILLS
    assert (set(told), len(told), Order.objects.count()) == (kept, len(kept), len(kept))
    assert wallets.balance([node], clock.now()).available == POINTS - 10 * len(kept)
    assert selling.held("CAP")["GINZA"] == (10_000 - len(kept), 0)
    assert selling.breaches() == []

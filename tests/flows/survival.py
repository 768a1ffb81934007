# SPDX-License-Identifier: Apache-2.0
"""Kill server, worker and database with -9 while tills ring up, and look at what is left.

    PYTHONPATH=src python -m tests.flows.survival --kills 30

Makes a retailer of its own with a durable database, a web server and a worker. Tills sell over HTTP: one piece is
carried out, one is sent home, points are spent; what was not acknowledged is told again with the same id. Prints one
line of JSON: what was killed, what was acknowledged and what stands in the books. `test_survival.py` looks at it.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

POINTS, TILLS, STOCK = 1_000_000, 3, 100_000
_WORK = "import django; django.setup(); from omotenashi.config.servers import jobs; jobs.work()"
_SERVE = "from omotenashi.config.servers import web; web.serve(host='127.0.0.1', port={port})"


class Till(threading.Thread):
    """Rings up one sale after the other until told to stop, each until it is acknowledged."""

    def __init__(self, number: int, caller: Any, person: str, amount: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.caller, self.person, self.amount, self.stop = number, caller, person, amount, stop
        self.acknowledged: list[str] = []
        self.refused: list[object] = []

    def run(self) -> None:
        """Sell."""
        from omotenashi.base import clock

        n = 0
        while not self.stop.is_set():
            n += 1
            lines = [{"sku": "CAP", "quantity": 1}, {"sku": "SHIRT", "quantity": 1, "mode": "ship"}]
            sale = {
                "id": str(uuid4()), "shop": "GINZA", "terminal": f"T{self.number}", "sequence": n, "points": 10,
                "sold_at": clock.now().isoformat(), "customer": self.person, "lines": lines,
                "recipient": {"name": "山田 花子", "prefecture": "東京都", "address": "中央区銀座1-1-1"},
                "tenders": [{"kind": "qr", "amount": self.amount}],
            }  # fmt: skip
            while not self._told(sale):
                time.sleep(0.2)

    def _told(self, sale: dict[str, Any]) -> bool:
        try:
            status, said = self.caller.sale(sale)
        except Exception:  # noqa: BLE001  # whatever breaks a line, the sale is told again
            return False
        if status >= 500:
            return False
        (self.acknowledged if status == 200 else self.refused).append(str(sale["id"]) if status == 200 else said)
        return True


class House:
    """The processes of a retailer."""

    def __init__(self, folder: Path) -> None:
        from omotenashi.config.home import Home
        from omotenashi.config.postgres import launcher

        self.home, self.launcher, self.port = Home(path=folder), launcher, free_port()
        self.lease = launcher.start(home=self.home, durable=True, idle=5.0)
        os.environ["DATABASE_URL"] = self.lease.url
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self, what: str) -> None:
        """Start the web server or the worker."""
        program = _SERVE.format(port=self.port) if what == "server" else _WORK
        self.processes[what] = subprocess.Popen(
            [sys.executable, "-c", program], env=dict(os.environ), stdout=sys.stderr
        )

    def kill(self, what: str) -> None:
        """Kill with -9, and start again."""
        if what == "database":
            os.kill(int((self.home.postgres / "cluster/data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
            again = self.launcher.start(home=self.home, durable=True, idle=5.0)
            self.lease.close()
            self.lease = again
            return
        process = self.processes[what]
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for pid in (process.pid, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        process.wait(60)
        self.begin(what)

    def rest(self) -> None:
        """Stop server and worker; what they were about to deliver is let go."""
        for process in self.processes.values():
            process.terminate()
            process.wait(60)
        self.processes.clear()

    def end(self) -> None:
        """Stop everything and remove it."""
        self.rest()
        self.lease.close()
        self.launcher.discard(home=self.home)


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def furnish() -> tuple[str, str, int]:
    """Fill the shop; give the member's person, the key of the tills, and what is to be paid for a sale."""
    from omotenashi.base import clock
    from omotenashi.base.ids import new_id
    from omotenashi.commerce.checkout import actions as checkout
    from omotenashi.commerce.checkout import queries
    from omotenashi.commerce.checkout.tests import shop
    from omotenashi.commerce.loyalty import actions as loyalty
    from omotenashi.people.staff import actions as staff
    from tests.flows import selling

    shop.furnish()
    selling.refill("CAP", GINZA=STOCK)
    selling.refill("SHIRT", DC=STOCK)
    node = shop.member()
    loyalty.earn([loyalty.Earning(node_id=node, amount=POINTS, key="gift")], now=clock.now())
    goods = [
        checkout.SaleLine(variant_id=shop.variant("CAP"), quantity=1),
        checkout.SaleLine(variant_id=shop.variant("SHIRT"), quantity=1, mode="ship"),
    ]
    asked = queries.Asked(
        channel="STORE", location="GINZA", node_ids=(node,), points=10, delivery=queries.Delivery(prefecture="東京都")
    )
    found = queries.quote_sale(
        goods, shop_id=shop.place("GINZA"), asked=asked, uids=[new_id() for _ in goods], at=clock.now()
    )
    key = staff.issue_key(name="till", role="headquarters", issued_by=None)[1]
    return str(selling.node_of(node)), key, found.total - 10


def play(house: House, *, kills: int, seed: int) -> dict[str, Any]:
    """Sell and kill; give the report."""
    from tests.flows.selling import Caller

    person, secret, amount = furnish()
    for what in ("server", "worker"):
        house.begin(what)
    stop, draw = threading.Event(), random.Random(seed)
    tills = [Till(number, Caller(house.port, secret), person, amount, stop) for number in range(TILLS)]
    for till in tills:
        till.start()
    killed = []
    for turn in range(kills):
        had = sum(len(till.acknowledged) for till in tills)
        while sum(len(till.acknowledged) for till in tills) < had + 5 and not any(till.refused for till in tills):
            time.sleep(0.05)
        time.sleep(draw.random())
        killed.append(("server", "worker", "database")[turn % 3])
        house.kill(killed[-1])
    stop.set()
    for till in tills:
        till.join(300)
    house.rest()
    told = [one for till in tills for one in till.acknowledged]
    return {
        "killed": killed,
        "acknowledged": len(told),
        "refused": [x for till in tills for x in till.refused],
        **books(told),
    }


def books(told: list[str]) -> dict[str, Any]:
    """Let everything be heard, and count what stands in the books."""
    from django.db import connection

    from omotenashi.base import clock
    from omotenashi.base.outbox import actions as outbox
    from omotenashi.base.outbox.models import Delivery
    from omotenashi.commerce.checkout.models import TillSale
    from omotenashi.commerce.fulfilment.models import Fulfilment
    from omotenashi.commerce.loyalty import queries as wallets
    from omotenashi.commerce.orders.models import Order
    from omotenashi.people.customers.models import Node
    from tests.flows import selling

    connection.close()
    # A session of a process that was killed holds its deliveries until the database notices.
    patience = time.monotonic() + 120
    while Delivery.objects.exists() and time.monotonic() < patience:
        outbox.deliver(now=clock.now() + timedelta(days=1))
        time.sleep(0.1)
    kept = {str(one) for one in TillSale.objects.values_list("sale_id", flat=True)}
    left = wallets.balance(list(Node.objects.values_list("pk", flat=True)), clock.now()).available
    return {
        "lost": sorted(set(told) - kept),
        "unheard_of": sorted(kept - set(told)),
        "orders": Order.objects.count(),
        "tasks": Fulfilment.objects.count(),
        "orders_with_a_task": Fulfilment.objects.values("order_id").distinct().count(),
        "caps": STOCK - selling.held("CAP")["GINZA"][0],
        "shirts": sum(promised for _, promised in selling.held("SHIRT").values()),
        "points": POINTS - left,
        "broken": [str(one) for one in selling.breaches()],
    }


def main() -> None:
    """Play, print the report, leave nothing behind."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--kills", type=int, default=30)
    reader.add_argument("--seed", type=int, default=7)
    given = reader.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="omotenashi-survival-"))
    folder.chmod(0o711)
    os.environ |= {
        "OMOTENASHI_HOME": str(folder),
        "OMOTENASHI_SECRET": "x" * 60,
        "DJANGO_SETTINGS_MODULE": "omotenashi.config.settings",
    }
    from omotenashi.config import home as homes

    homes.create(home=homes.Home(path=folder))
    house = House(folder)
    try:
        import django

        django.setup()
        from omotenashi.config.cli import schema

        schema.bring_up_to_date()
        print(json.dumps(play(house, kills=given.kills, seed=given.seed)))  # noqa: T201  # the report
    finally:
        house.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

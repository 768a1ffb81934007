# SPDX-License-Identifier: Apache-2.0
"""Orders per second over HTTP, from the cart to placed, with stock, points and a coupon each; and sales at the till.

    PYTHONPATH=src .venv/bin/python benchmarks/ordering.py [--seconds 10] [--clients 8] [--many 48]
        [--rate 10] [--durable] [--json]

Starts a PostgreSQL and a web server of its own. An order is three calls: the basket with its lines, points and coupon;
the member signed in, who sees the quote; the order. They are measured with few clients and with many (`--many`): what
comes while others are being served is served together (ADR 0050), so an order costs less the more there are. Each takes two goods of a mix of two hundred, 50 points and a coupon
of its own, and ends with a payment that is expected. The shop has sold before: PostgreSQL plans by what it has seen of
its tables, and connections have made their plans. Sales are measured twice: clients that never pause, and the pace of a
chain (`--rate` a second, at random moments as customers come), where a sale's time begins when it was due. Prints orders/s with p50 and p95, sales/s with p95, the CPU that
server, PostgreSQL and clients spend on each, deadlocks as PostgreSQL counted them, the promises that are broken
afterwards, and how long sourcing plans six lines over fifty shops. `--all` runs reserving.py and availability.py too,
whose rows the table in README.md needs. Peers on the same machine (commerce.md 16 of the design): Vendure 4.7, Saleor
2.8, Medusa 1.6 orders/s.
"""

import argparse
import http.client
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

from throwaway import house

SHOPS, VARIANTS, PIECES, MEMBERS, CODES = 50, 200, 1_000_000, 200, 12_000
# So many tills may wait for their answer at the pace of a chain.
PACED = 32
PEERS = "Vendure 4.7/s (1.57 s / 3.1 s), Saleor 2.8/s (2.8 s / 3.7 s), Medusa 1.6/s (3.9 s / 9.9 s)"
_SERVE = "from omotenashi.config.servers import web; web.serve(host='127.0.0.1', port={port})"


class World:
    """What the clients need to know: members, codes that nobody used yet, and the key of the shop."""

    def __init__(self, *, secret: str, people: list[str], codes: list[str], port: int) -> None:
        self.secret, self.people, self.codes, self.port = secret, people, codes, port
        self.lock = threading.Lock()

    def code(self) -> str:
        """Take a coupon; when all are used, none."""
        with self.lock:
            return self.codes.pop() if self.codes else ""


def furnish(port: int) -> World:
    """Fifty shops with two hundred goods, members with points, a coupon for each of some thousand orders."""
    from django.core.management import call_command

    from omotenashi.base import bulk, clock
    from omotenashi.commerce.catalogue import actions as catalogue
    from omotenashi.commerce.checkout import actions as checkout
    from omotenashi.commerce.loyalty.models import CouponCode
    from omotenashi.commerce.loyalty.queries.coupons import code_of
    from omotenashi.commerce.stock import actions as stock
    from omotenashi.people.staff import actions as staff
    from omotenashi.places.locations import actions as locations

    call_command("migrate", verbosity=0)
    now, places = clock.now(), [f"S{n:02}" for n in range(SHOPS)]
    locations.set_up_retailer(name="Benchmark")
    locations.register_locations([locations.LocationRecord(code=code, name=code) for code in places])
    locations.register_channels(["EC", "STORE", "MANY"])
    for channel, some in (("EC", places[:4]), ("STORE", places[:4]), ("MANY", places)):
        locations.sell_from(channel, [locations.Selling(location=code) for code in some])
    catalogue.register([catalogue.ProductRecord(sku=f"V{n}", code=f"V{n}", price=1100) for n in range(VARIANTS)])
    counts = [
        stock.CountRecord(sku=f"V{n}", location=code, on_hand=PIECES if place < 4 else (n + place) % 4)
        for n in range(VARIANTS)
        for place, code in enumerate(places)
    ]
    stock.count(counts, source="bench", key="opening", now=now)
    checkout.begin_points(now=now)
    nodes = _members(now)
    _coupons(now)
    persons = bulk.rows("SELECT person_id FROM customers_nodeperson WHERE node_id = ANY(%s)", [nodes])
    bulk.run("ANALYZE")
    return World(
        secret=staff.issue_key(name="bench", role="headquarters", issued_by=None)[1],
        people=[str(person) for (person,) in persons],
        codes=[code_of(code) for code in CouponCode.objects.values_list("pk", flat=True)],
        port=port,
    )


def _coupons(now: Any) -> None:
    """A code for each of some thousand orders."""
    from omotenashi.commerce.loyalty import actions as loyalty

    terms = {"kind": "amount", "value": 100}
    loyalty.save_campaign(loyalty.CampaignRecord(code="C", name="C", terms=terms, by_coupon=True), now=now)
    batch = loyalty.order_codes(campaign="C", count=CODES, key="C", now=now)
    loyalty.make_codes(batch_id=batch, now=now)


def _members(now: Any) -> list[UUID]:
    """Members who will not run out of points."""
    from omotenashi.commerce.loyalty import actions as loyalty
    from omotenashi.people.customers.actions import registrations as customers

    records = [
        customers.CustomerRecord(identifiers=(customers.Identifier("member_no", f"M{n}"),), observed_at=now)
        for n in range(MEMBERS)
    ]
    nodes = [found.node_id for found in customers.register(records, source="bench", now=now) if found.node_id]
    loyalty.earn([loyalty.Earning(node_id=node, amount=1_000_000, key=f"gift:{node}") for node in nodes], now=now)
    return nodes


class Client:
    """One connection that stays open, and what it measured."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number, self.turn = world, number, 0
        self.line = http.client.HTTPConnection("127.0.0.1", world.port, timeout=120)
        self.took: list[float] = []
        self.refused: list[str] = []

    def ask(self, method: str, path: str, body: Any, **headers: str) -> Any:
        """Ask and give the answer; a refusal is counted and gives nothing."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.line.request(
            method, f"/api/shop/v1{path}", json.dumps(body), {"Content-Type": "application/json", **names}
        )
        answer = self.line.getresponse()
        said = json.loads(answer.read())
        if answer.status != 200:
            self.refused.append(f"{answer.status} {said.get('code')}")
            return None
        return said

    def order(self) -> None:
        """From the cart to placed."""
        world, n = self.world, self.number * 7919 + self.turn
        lines = [{"sku": f"V{(n * step) % VARIANTS}", "quantity": 1} for step in (3, 7)]
        code = world.code()
        body = {"lines": lines, "points": 50, "coupons": [code] if code else []}
        opened = self.ask("POST", "/baskets", body)
        # A member has one open basket: each client has members of its own.
        people = world.people[self.number :: 64]
        member = {"customer": people[self.turn % len(people)]}
        bearer = f"Bearer {world.secret}"
        seen = opened and self.ask("PUT", "/basket/member", member, Basket_Token=opened["token"], Authorization=bearer)
        if seen:
            order = {"digest": seen["digest"], "buyer": {"name": "山田 花子", "prefecture": "東京都"}}
            self.ask("POST", "/orders", order, Basket_Token=opened["token"], Idempotency_Key=str(uuid4()))

    def sale(self) -> None:
        """Ring up two goods for a member at the till."""
        people = self.world.people[self.number :: 64]
        body = {
            "id": str(uuid4()), "shop": f"S{self.number % 4:02}", "terminal": f"T{self.number}", "sequence": self.turn + 1,
            "sold_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "points": 50,
            "customer": people[self.turn % len(people)],
            "lines": [{"sku": f"V{(self.turn * step + self.number) % VARIANTS}", "quantity": 1} for step in (3, 7)],
            "tenders": [{"kind": "qr", "amount": 2150}],
        }  # fmt: skip
        self.ask("POST", "/sales", body, Authorization=f"Bearer {self.world.secret}")

    def run_paced(self, what: str, due: Iterator[float], turn: threading.Lock) -> None:
        """Do it whenever it is due, until nothing is; what waits for a free client takes longer by it."""
        act: Callable[[], None] = getattr(self, what)
        while True:
            with turn:
                at = next(due, None)
            if at is None:
                return
            time.sleep(max(0.0, at - time.perf_counter()))
            act()
            self.took.append(time.perf_counter() - at)
            self.turn += 1

    def run_times(self, what: str, times: int) -> None:
        """Do it so many times."""
        for _time in range(times):
            getattr(self, what)()
            self.turn += 1

    def run(self, what: str, end: float) -> None:
        """Do it until the time is over."""
        act: Callable[[], None] = getattr(self, what)
        while time.perf_counter() < end:
            started = time.perf_counter()
            act()
            self.took.append(time.perf_counter() - started)
            self.turn += 1


def at_once(*work: Callable[[], None]) -> None:
    """Do all of it in threads, and wait."""
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def open_doors(world: World, *, clients: int) -> None:
    """Sell for a while, so that tables hold something, PostgreSQL knows of it, and each connection has its plans."""
    from omotenashi.base import bulk

    for times in (12, 6):
        for what in ("order", "sale"):
            some = [Client(world, 32 + number) for number in range(clients)]
            for each in some:
                each.turn = 1000 * times
            at_once(*(partial(each.run_times, what, times) for each in some))
        bulk.run("ANALYZE")


def measure(
    world: World, what: str, *, clients: int, seconds: float, server: int, rate: float = 0
) -> dict[str, Any]:  # fmt: skip
    """Let clients do it at once, or at a rate; give the figures."""
    some = [Client(world, number) for number in range(clients)]
    if rate:
        for each in some:
            each.turn = 10_000
    before, postgres, own, started = cpu_of(server), postgres_cpu(), time.process_time(), time.perf_counter()
    if rate:
        due, turn = arrivals(rate, start=started, end=started + seconds), threading.Lock()
        at_once(*(partial(each.run_paced, what, due, turn) for each in some))
    else:
        at_once(*(partial(each.run, what, started + seconds) for each in some))
    elapsed = time.perf_counter() - started
    took = [one for each in some for one in each.took]
    refused = [one for each in some for one in each.refused]
    return {
        "what": f"{what} at {rate:g}/s" if rate else what, "clients": clients, "per_s": round((len(took) - len(refused)) / elapsed, 1),
        "p50_ms": round(median(took) * 1000), "p95_ms": round(quantiles(took, n=20)[18] * 1000),
        "server_cpu_ms": each_ms(cpu_of(server) - before, took),
        "postgres_cpu_ms": each_ms(postgres_cpu() - postgres, took),
        "client_cpu_ms": each_ms(time.process_time() - own, took),
        "refused": {one: refused.count(one) for one in set(refused)},
    }  # fmt: skip


def arrivals(rate: float, *, start: float, end: float) -> Iterator[float]:
    """Give the moments at which customers come, the same in every run."""
    draw, at = Random(1), start
    while (at := at + draw.expovariate(rate)) < end:
        yield at


def each_ms(seconds: float, took: list[float]) -> float:
    """Give CPU seconds as milliseconds for each of what was done."""
    return round(seconds / max(len(took), 1) * 1000, 1)


def postgres_cpu() -> float:
    """Give the CPU seconds of the whole PostgreSQL of this benchmark: its first process started all others."""
    from omotenashi.base import bulk

    [(backend,)] = bulk.rows("SELECT pg_backend_pid()")
    first = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1]
    return cpu_of(int(first), ended=True)


def cpu_of(pid: int, *, ended: bool = False) -> float:
    """Give the CPU seconds of a process and of those it started; `ended`: of those too that are gone."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        return 0.0
    total = 0.0
    for one in (pid, *map(int, children.read_text().split())):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        gone = int(fields[13]) + int(fields[14]) if ended else 0
        total += (int(fields[11]) + int(fields[12]) + gone) / os.sysconf("SC_CLK_TCK")
    return total


def sourcing(turns: int = 50) -> dict[str, Any]:
    """Plan six lines over fifty shops."""
    from omotenashi.base import clock
    from omotenashi.commerce.catalogue.models import Variant
    from omotenashi.commerce.sourcing import queries
    from omotenashi.commerce.sourcing.actions import Ask, Need

    variants = list(Variant.objects.order_by("sku").values_list("id", flat=True))
    took, before = [], time.process_time()
    for turn in range(turns):
        needs = tuple(Need(line=str(n), variant_id=variants[(turn * 6 + n) % VARIANTS], quantity=1) for n in range(6))
        ask = Ask(needs=needs, region="", without=_rich())
        started = time.perf_counter()
        queries.proposed(ask, channel="MANY", now=clock.now())
        took.append((time.perf_counter() - started) * 1000)
    cpu = (time.process_time() - before) / turns * 1000
    return {
        "what": "sourcing",
        "p50_ms": round(median(took), 1),
        "p95_ms": round(quantiles(took, n=20)[18], 1),
        "cpu_ms": round(cpu, 1),
    }


def _rich() -> frozenset[UUID]:
    """The four places that have everything would make the plan easy."""
    from omotenashi.places.locations.models import Location

    return frozenset(Location.objects.filter(code__in=["S00", "S01", "S02", "S03"]).values_list("pk", flat=True))


def serve(port: int) -> subprocess.Popen[bytes]:
    """Start the web server and wait until it answers."""
    server = subprocess.Popen([sys.executable, "-c", _SERVE.format(port=port)], env=dict(os.environ))
    for _try in range(600):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            line.request("GET", "/api/shop/v1/basket")
            line.getresponse().read()
            return server
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


def show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print the rows."""
    from omotenashi.base import bulk, clock
    from omotenashi.commerce.checkout import queries

    deadlocks = bulk.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0][0]
    rows.append({"what": "after", "deadlocks": deadlocks, "broken": len(queries.broken(clock.now()))})
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    if as_json:
        print(json.dumps({"machine": machine, "rows": rows}))
        return
    print(f"{machine}; targets: orders 150/s, till p95 80 ms, sourcing 20 ms, deadlocks 0; peers: {PEERS}")
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))


def main() -> None:
    """Start everything, measure, print."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--seconds", type=float, default=10)
    reader.add_argument("--clients", type=int, default=8)
    reader.add_argument("--many", type=int, default=48, help="clients that order at once where many do")
    reader.add_argument("--rate", type=float, default=10, help="sales a second of a chain of some two hundred shops")
    reader.add_argument("--durable", action="store_true")
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--all", action="store_true", help="reserving.py and availability.py too")
    given = reader.parse_args()
    with house(durable=given.durable):
        port = free_port()
        world = furnish(port)
        server = serve(port)
        try:
            open_doors(world, clients=given.clients)
            terms = {"clients": given.clients, "seconds": given.seconds, "server": server.pid}
            rows = [measure(world, "order", **terms | {"clients": some}) for some in (given.clients, given.many)]
            rows.append(measure(world, "sale", **terms))
            rows.append(measure(world, "sale", **terms | {"clients": PACED}, rate=given.rate))
            show([*rows, sourcing()], as_json=given.json)
        finally:
            server.terminate()
            server.wait(30)
    for other in ("reserving.py", "availability.py") if given.all else ():
        subprocess.run([sys.executable, str(Path(__file__).with_name(other))], check=True)


def free_port() -> int:
    """Give a port that nobody listens on."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""How long points and coupons take: one customer at the till, many tills at once, and a year's import.

    DATABASE_URL=… PYTHONPATH=src python benchmarks/points.py --rounds 200 --postings 100000

Makes members of its own, so give it the home of a demo. Each command is whole: locks, lots, entries, events, commit.
`CPU ms` is the processor time of this process for one command; `queries` counts statements without begin and commit.
No peer publishes times for points; what peers did with a coupon of limit 1 stands in commerce.md, section 16 (Medusa
2.17.2: 8 orders). The last line repeats that here with real connections.
"""

import argparse
import os
import platform
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any

import django

NOW = datetime.now(UTC)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200, help="commands of each kind")
    parser.add_argument("--postings", type=int, default=100_000, help="postings of the import")
    parser.add_argument("--threads", type=int, default=8, help="tills at once")
    asked = parser.parse_args()
    django.setup()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {_server()}")
    print(f"{'what':<52}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'queries':>9}")
    one_by_one(asked.rounds)
    pricing(asked.rounds)
    print(
        f"{f'hold and burn, {asked.threads} tills, other customers':<52}{at_once(asked.threads, asked.rounds):>9,.0f} /s"
    )
    print(f"{f'post, {asked.postings:,} earned and burned at once':<52}{importing(asked.postings):>9,.0f} /s")
    print(f"{'30 carts, a coupon with limit 1':<52}{coupons(30):>9} used")


def one_by_one(rounds: int) -> None:
    """Measure the commands of a sale, each on its own."""
    from omotenashi.commerce.loyalty import actions as loyalty
    from omotenashi.commerce.loyalty import queries

    node = _members(1)[0]
    for n in range(20):
        loyalty.earn([loyalty.Earning(node_id=node, amount=100_000, key=_key(), expires_at=_day(30 + n))], now=NOW)
    lines = [uuid.uuid4() for _ in range(3)]

    def earn() -> None:
        one = [loyalty.Earning(node_id=node, amount=10, basis=1_000, key=_key(), order_line=line) for line in lines]
        loyalty.earn(one, now=NOW)

    def sale() -> None:
        key = _key()
        loyalty.hold(node_ids=[node], amount=100, key=key, now=NOW)
        loyalty.burn(key=key, now=NOW)

    _row("earn, 3 lines", earn, rounds)
    _row("hold and burn, 20 lots", sale, rounds)
    _row("balance, 20 lots", lambda: queries.balance([node], NOW), rounds)
    _row("rank, from the entries", lambda: queries.standing([node], NOW), rounds)


def pricing(rounds: int) -> None:
    """Price a basket of ten lines under twenty campaigns; no database."""
    from omotenashi.commerce.loyalty.queries.pricing import Basket, Campaign, Item, Kind, evaluate

    items = tuple(Item(key=f"l{n}", sku=f"s{n}", quantity=n % 3 + 1, unit_price=500 + 37 * n) for n in range(10))
    kinds = (Kind.PERCENT, Kind.AMOUNT, Kind.BUNDLE, Kind.POINTS_RATE)
    campaigns = [
        Campaign(code=f"c{n}", kind=kinds[n % 4], value=5, buy=2, get=1, priority=n, most=200) for n in range(20)
    ]
    basket = Basket(items=items, shipping=550, points_used=300)
    _row(
        "price a basket, 10 lines, 20 campaigns",
        lambda: evaluate(basket, campaigns=campaigns, member=None, at=NOW, channel="ec"),
        rounds * 5,
    )


def at_once(threads: int, rounds: int) -> float:
    """Let tills hold and burn at once, each for customers of its own; give sales a second."""
    from django.db import connection

    from omotenashi.commerce.loyalty import actions as loyalty

    nodes = _members(threads)
    loyalty.earn([loyalty.Earning(node_id=node, amount=10**6, key=_key()) for node in nodes], now=NOW)
    start = threading.Barrier(threads)

    def till(node: uuid.UUID) -> None:
        start.wait()
        for _ in range(rounds):
            loyalty.spend(node_ids=[node], amount=1, key=_key(), now=NOW)
        connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(till, nodes))
    return threads * rounds / (time.perf_counter() - began)


def importing(count: int) -> float:
    """Post what a thousand members earned and burned, ten thousand at a time; give postings a second."""
    from omotenashi.commerce.loyalty import actions as loyalty
    from omotenashi.commerce.loyalty.actions import PointRecord

    nodes = _members(1_000)
    records = [
        PointRecord(
            node_id=nodes[n // 10 % 1_000], amount=100 if n % 10 else -50, type="earn" if n % 10 else "burn",
            occurred_at=NOW - timedelta(minutes=count - n if n % 10 else count - n - 9), key=_key(),
        )
        for n in range(count)
    ]  # fmt: skip
    began = time.perf_counter()
    for place in range(0, count, 10_000):
        loyalty.post(records[place : place + 10_000])
    return count / (time.perf_counter() - began)


def coupons(carts: int) -> int:
    """Let carts lock a coupon with limit 1 at once; give how many got it."""
    from django.db import connection

    from omotenashi.commerce.loyalty import actions as loyalty

    code, start = _key(), threading.Barrier(carts)
    terms = {"kind": "amount", "value": 300}
    loyalty.save_campaign(loyalty.CampaignRecord(code=code, name="benchmark", terms=terms, cap_count=1), now=NOW)

    def cart(_: int) -> bool:
        start.wait()
        try:
            loyalty.lock_coupon(campaign=code, order_id=uuid.uuid4(), amount=300, key=_key(), now=NOW)
        except loyalty.CouponRefused:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(carts) as pool:
        return sum(pool.map(cart, range(carts)))


def _row(name: str, work: Callable[[], Any], rounds: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        work()
    queries = sum(not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for q in seen.captured_queries)
    taken, cpu = [], time.process_time()
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    cuts, cpu = quantiles(taken, n=20), (time.process_time() - cpu) * 1000 / rounds
    print(f"{name:<52}{cuts[9]:>9.2f}{cuts[18]:>9.2f}{cpu:>9.2f}{queries:>9}")


def _members(count: int) -> list[uuid.UUID]:
    from omotenashi.people.customers.actions import registrations as customers
    from omotenashi.people.customers.rules import Identifier

    run = uuid.uuid4().hex[:8]
    records = [
        customers.CustomerRecord(
            identifiers=(Identifier("member_no", f"{run}-{n}"),), fields={}, observed_at=NOW
        )
        for n in range(count)
    ]  # fmt: skip
    found = customers.register(records, source="import", now=NOW, cause_id=run)
    return [outcome.node_id for outcome in found if outcome.node_id]


def _key() -> str:
    return str(uuid.uuid4())


def _day(n: int) -> datetime:
    return NOW + timedelta(days=n)


def _server() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT split_part(version(), ' ', 2), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    return f"PostgreSQL {version}, fsync {fsync}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
    main()

# SPDX-License-Identifier: Apache-2.0
"""How long the server takes for 顧客カルテ and 顧客一覧 on the data of a home.

    DATABASE_URL=… PYTHONPATH=src python benchmarks/customer_page.py --pages 200
    … --paint http://127.0.0.1:8000      with a server of the same home: until Chromium paints, as well

Asks the whole stack (middleware, sign-in, queries, templates) inside this process for pages of people drawn at random
and of the people with the most orders, and prints a table: p50 and p95 of the clock, the processor's share of it (on
a busy machine it says more), queries, and the size of the page. Wanted: a record within 50 ms on the server at 200,000
customers, painted within 300 ms. Writes nothing but one session.
"""

import argparse
import os
import random
import shutil
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import django


@dataclass
class Taken:
    """What the pages of one kind took, in seconds; queries and bytes of the last one."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=100, help="pages of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--paint", default="", help="address of a running server: measure the first paint there")
    asked = parser.parse_args()
    django.setup()
    from omotenashi.people.customers.models import Profile

    print(f"{Profile.objects.count():,} customers, {asked.pages} pages of each kind; {machine()}")
    print(f"{'page':<24}{'p50 ms':>9}{'p95 ms':>9}{'cpu p50':>9}{'queries':>9}{'KB':>7}")
    pages = kinds(asked.pages, random.Random(asked.seed))
    for name, addresses in pages.items():
        if addresses:
            print(row(name, measure(addresses)))
    if asked.paint:
        print(paint(asked.paint.rstrip("/"), pages["record"][: max(asked.pages // 5, 2)]))


def machine() -> str:
    """Say on what this runs, and how busy it was in the last minute: beside other work a clock says little."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def kinds(pages: int, draw: random.Random) -> dict[str, list[str]]:
    """Give the addresses of each kind of page."""
    from django.db.models import Count

    from omotenashi.commerce.orders.models import Order
    from omotenashi.people.customers import queries as customers
    from omotenashi.people.customers.models import Profile

    everybody = list(Profile.objects.order_by("person_id").values_list("person_id", flat=True))
    some = draw.sample(everybody, min(pages, len(everybody)))
    busy = Order.objects.values("node_id").annotate(n=Count("id")).order_by("-n").values_list("node_id", flat=True)
    keen = set(customers.persons_of(list(busy[:10])).values())
    names = [name for name in Profile.objects.filter(person_id__in=some[:20]).values_list("name", flat=True) if name]
    lists = ["", "?sort=kana", "?view=omni", "?view=dormant", *(f"?q={name}" for name in names)]
    return {
        "record": [f"/console/customers/{person}/" for person in some],
        "record, most orders": [f"/console/customers/{person}/" for person in keen for _ in range(pages // 10)],
        "record, purchases": [f"/console/customers/{person}/?tab=purchases" for person in some],
        "record, ties": [f"/console/customers/{person}/?tab=keys" for person in some],
        "list": [f"/console/customers/{query}" for query in lists],
    }


def measure(addresses: list[str]) -> Taken:
    """Ask for each address; the first answer of a kind warms the templates and does not count."""
    taken, client = Taken(), _client()
    client.get(addresses[0])
    for address in addresses:
        with _counted(taken):
            answer = client.get(address)
        assert answer.status_code == 200, address
        taken.size = len(answer.content)
    return taken


def row(name: str, taken: Taken) -> str:
    """Give one line of the table."""
    clock, processor = (
        quantiles(values, n=20) if len(values) > 1 else values * 19 for values in (taken.clock, taken.processor)
    )
    numbers = f"{clock[9] * 1000:>9.1f}{clock[18] * 1000:>9.1f}{processor[9] * 1000:>9.1f}"
    return f"{name:<24}{numbers}{taken.queries:>9}{taken.size / 1024:>7.0f}"


def paint(server: str, addresses: list[str]) -> str:
    """Open pages in Chromium as somebody who was here before: first byte and first contentful paint, p50 and p95."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    session = _client().cookies["sessionid"].value
    from playwright.sync_api import sync_playwright

    bytes_, paints = [], []
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=_ALONE
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP")
        context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
        page = context.new_page()
        for address in (addresses[0], *addresses):
            page.goto(server + address)
            page.wait_for_function(f"{_PAINT}.length")
            times = page.evaluate(
                f"[performance.getEntriesByType('navigation')[0].responseStart, {_PAINT}[0].startTime]"
            )
            bytes_.append(times[0])
            paints.append(times[1])
        browser.close()
    first, shown = (quantiles(values[1:], n=20) for values in (bytes_, paints))
    return f"first byte p50 {first[9]:.0f} ms; first paint p50 {shown[9]:.0f} ms, p95 {shown[18]:.0f} ms ({machine()})"


_ALONE = ["--no-sandbox", "--disable-dev-shm-usage"]
_PAINT = "performance.getEntriesByName('first-contentful-paint')"


def _client() -> Any:
    from django.test import Client

    from omotenashi.people.staff.models import Staff

    client = Client(SERVER_NAME="localhost", headers={"accept-language": "ja"})
    boss = Staff.objects.filter(role="headquarters", dismissed_at=None).first()
    assert boss is not None, "nobody works at headquarters yet: omotenashi createuser"
    client.force_login(boss, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class _counted:  # noqa: N801 - reads as a verb at its one use
    """Note clock, processor and queries of what happens inside."""

    def __init__(self, taken: Taken) -> None:
        self.taken = taken

    def __enter__(self) -> None:
        from django.db import connection

        self.seen = 0
        self.listening = connection.execute_wrapper(self._count)
        self.listening.__enter__()
        self.clock, self.processor = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.taken.clock.append(time.perf_counter() - self.clock)
        self.taken.processor.append(time.process_time() - self.processor)
        self.listening.__exit__(None, None, None)
        self.taken.queries = self.seen

    def _count(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.seen += 1
        return execute(sql, params, many, context)


if __name__ == "__main__":
    main()

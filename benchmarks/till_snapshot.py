# SPDX-License-Identifier: Apache-2.0
"""How long it takes to make what a till keeps for the time without a line: 20,000 articles with prices to come.

    PYTHONPATH=src .venv/bin/python benchmarks/till_snapshot.py

Starts a PostgreSQL of its own; prints milliseconds (median), the CPU of this process, reads and bytes. No peer publishes
a figure: Odoo's POS loads its products page by page, Square limits the catalogue of an offline reader.
"""

import gzip
import os
import time
from datetime import timedelta
from statistics import median
from typing import Any

from throwaway import house

ARTICLES, SWITCHING, TURNS = 20_000, 2_000, 7


def furnish() -> Any:
    """A shop with a till, articles in one list, and a sale that begins tomorrow for a tenth of them."""
    from django.core.management import call_command

    from omotenashi.base import clock
    from omotenashi.commerce.catalogue import actions as catalogue
    from omotenashi.commerce.catalogue.actions import prices
    from omotenashi.people.staff import actions as staff
    from omotenashi.places.locations import actions as locations
    from omotenashi.places.locations.models import Device
    from omotenashi.web.register.access import Till

    call_command("migrate", verbosity=0)
    now = clock.now()
    locations.set_up_retailer(name="Bench")
    locations.register_locations([locations.LocationRecord(code="GINZA", name="Ginza")])
    locations.register_channels(["STORE"])
    goods = [
        catalogue.ProductRecord(
            sku=f"V{n:05}", code=f"V{n:05}", name=f"綿のシャツ {n}", price=1_000 + n, category="衣 > シャツ"
        )
        for n in range(ARTICLES)
    ]
    catalogue.register(goods)
    prices.open_list(code="STORE", channel="STORE", priority=1)
    changes = [prices.PriceChange(sku=one.sku, list="STORE", amount=900) for one in goods]
    tomorrow = now + timedelta(days=1)
    changes += [prices.PriceChange(sku=one.sku, list="STORE", amount=700, start=tomorrow) for one in goods[:SWITCHING]]
    prices.set_prices(changes, now=now)
    key = locations.register_till(location="GINZA", now=now)
    clerk = staff.hire(email="clerk@bench.example", name="Clerk", role="clerk", password="quiet-blue-cloth")  # noqa: S106
    return Till(Device.objects.select_related("location").get(pk=key), clerk)


def measure(till: Any) -> None:
    """Make it some times and say what it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from omotenashi.base import clock
    from omotenashi.web.register.offline import snapshot

    with CaptureQueriesContext(connection) as reads:
        body, _version = snapshot.made(till, now=clock.now())
    took, before = [], time.process_time()
    for _turn in range(TURNS):
        started = time.perf_counter()
        snapshot.made(till, now=clock.now())
        took.append((time.perf_counter() - started) * 1000)
    cpu = (time.process_time() - before) / TURNS * 1000
    small = len(gzip.compress(body, 6))
    print(
        f"{ARTICLES} articles: median {median(took):.0f} ms, CPU {cpu:.0f} ms, {len(reads)} reads, "
        f"{len(body) / 1e6:.1f} MB, {small / 1e6:.2f} MB compressed"
    )


def main() -> None:
    """Furnish a server of its own and ask."""
    with house():
        from omotenashi.base import bulk

        till = furnish()
        bulk.run("ANALYZE")
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        measure(till)


if __name__ == "__main__":
    main()

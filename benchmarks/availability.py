# SPDX-License-Identifier: Apache-2.0
"""How long it takes to say what 200 shops have of one SKU, and of the forty on a list page.

    PYTHONPATH=src .venv/bin/python benchmarks/availability.py

Starts a PostgreSQL of its own; prints milliseconds (median and p95) and reads. The target for one SKU is 5 ms.
No peer publishes a figure for stock per shop; Saleor, Vendure and Medusa answer with one number per warehouse.
"""

import os
import time
from statistics import median, quantiles
from typing import Any

from throwaway import house

SHOPS, VARIANTS, PAGE, TURNS = 200, 200, 40, 200


def furnish() -> list[Any]:
    """Two hundred shops with two hundred goods, sold by one channel with terms for each shop."""
    from django.core.management import call_command

    from omotenashi.base import clock
    from omotenashi.commerce.catalogue import actions as catalogue
    from omotenashi.commerce.catalogue.models import Variant
    from omotenashi.commerce.stock import actions as stock
    from omotenashi.places.locations import actions as locations

    call_command("migrate", verbosity=0)
    places = [f"S{n:03}" for n in range(SHOPS)]
    locations.register_locations([locations.LocationRecord(code=code, name=code) for code in places])
    locations.register_channels(["EC"])
    locations.sell_from("EC", [locations.Selling(location=code, buffer_abs=1, buffer_pct=10) for code in places])
    catalogue.register([catalogue.ProductRecord(sku=f"V{n}", code=f"V{n}") for n in range(VARIANTS)])
    counts = [stock.CountRecord(sku=f"V{n}", location=code, on_hand=n % 20) for n in range(VARIANTS) for code in places]
    stock.count(counts, source="bench", key="opening", now=clock.now())
    return list(Variant.objects.order_by("sku").values_list("id", flat=True))


def timed(name: str, ask: Any) -> None:
    """Ask many times; print how long one took, by the clock and by this process's CPU."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as reads:
        ask(0)
    took, before = [], time.process_time()
    for turn in range(TURNS):
        started = time.perf_counter()
        ask(turn)
        took.append((time.perf_counter() - started) * 1000)
    cpu = (time.process_time() - before) / TURNS * 1000
    print(
        f"{name}: median {median(took):.2f} ms, p95 {quantiles(took, n=20)[18]:.2f} ms, CPU {cpu:.2f} ms, {len(reads)} reads"
    )


def main() -> None:
    """Furnish a server of its own and ask."""
    with house():
        from omotenashi.base import bulk
        from omotenashi.commerce.stock import queries

        variants = furnish()
        bulk.run("ANALYZE")
        print(f"{SHOPS} shops, {VARIANTS * SHOPS:,} levels, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        timed("one SKU, every shop", lambda n: queries.available([variants[n % VARIANTS]], channel="EC"))
        timed(f"{PAGE} SKUs, sums  ", lambda n: queries.totals(variants[n % PAGE :][:PAGE], channel="EC"))
        timed(f"{PAGE} SKUs, shops ", lambda n: queries.available(variants[n % PAGE :][:PAGE], channel="EC"))


if __name__ == "__main__":
    main()

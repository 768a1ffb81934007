# SPDX-License-Identifier: Apache-2.0
"""Promises per second at the action: three lines over many shelves, one line on one hot shelf, and the till.

    PYTHONPATH=src .venv/bin/python benchmarks/reserving.py [--seconds 5] [--clients 8] [--durable]

Starts a PostgreSQL of its own and as many processes as clients, each with its connection; prints what came out, what
was refused, deadlocks, and whether the levels equal their promises afterwards. The numbers are printed, not asserted.

The shapes of the design, as bare SQL by pgbench on two cores (commerce.md 15): three lines 2,896/s, hot 4,813/s.
Peers on the same machine, whole orders (commerce.md 16): Saleor 2.8/s, Vendure 4.7/s, Medusa 1.6/s.
"""

import argparse
import os
import platform
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from throwaway import house

VARIANTS, SHOPS, PIECES = 500, 4, 1_000_000
TARGETS = {"three": 2_000, "hot": 1_000, "till": 0}


def set_up() -> None:
    """Migrate, and lay much of everything everywhere."""
    from django.core.management import call_command

    from omotenashi.base import clock
    from omotenashi.commerce.catalogue import actions as catalogue
    from omotenashi.commerce.stock import actions as stock
    from omotenashi.places.locations import actions as locations

    call_command("migrate", verbosity=0)
    places = [f"S{n}" for n in range(SHOPS)]
    locations.register_locations([locations.LocationRecord(code=code, name=code) for code in places])
    catalogue.register([catalogue.ProductRecord(sku=f"V{n}", code=f"V{n}") for n in range(VARIANTS)])
    counts = [stock.CountRecord(sku=f"V{n}", location=code, on_hand=PIECES) for n in range(VARIANTS) for code in places]
    stock.count(counts, source="bench", key="opening", now=clock.now())


def client(shape: str, number: int, seconds: float) -> None:
    """Promise for some seconds; print how many went through, how many were stuck, and the CPU of this process."""
    from datetime import timedelta

    from django.db import OperationalError

    from omotenashi.base import clock
    from omotenashi.commerce.stock import actions as stock
    from omotenashi.commerce.stock.models import StockLevel

    levels = list(StockLevel.objects.order_by("id").values_list("variant_id", "location_id"))
    draw, done, stuck = random.Random(number), 0, 0
    now = clock.now()
    until, owner = now + timedelta(minutes=15), stock.Owner("order", number)
    while not Path(sys.argv[-1]).exists():
        time.sleep(0.01)
    before, end = sum(os.times()[:2]), time.perf_counter() + seconds
    while time.perf_counter() < end:
        chosen = levels[:1] if shape != "three" else draw.sample(levels[:50], 3)
        lines = [stock.Wanted(variant_id=v, location_id=p, quantity=1) for v, p in chosen]
        key = f"{shape}:{number}:{done}:{stuck}"
        try:
            if shape == "till":
                stock.sell_now(lines, key=key, ref="", now=now)
            else:
                stock.reserve(lines, kind="payment", owner=owner, key=key, expires_at=until, now=now)
            done += 1
        except OperationalError:
            stuck += 1
    print(done, stuck, sum(os.times()[:2]) - before)


def measure(shape: str, *, clients: int, seconds: float, environment: dict[str, str], folder: Path) -> None:
    """Run clients at once and print their sum."""
    from omotenashi.base import clock
    from omotenashi.commerce.stock.queries import invariants

    go = folder / f"go-{shape}"
    command = [sys.executable, __file__, "--client", shape, str(seconds)]
    running = [
        subprocess.Popen([*command, str(n), str(go)], env=environment, stdout=subprocess.PIPE, text=True)
        for n in range(clients)
    ]
    time.sleep(3)
    go.touch()
    found = [each.communicate()[0].split() for each in running]
    done, stuck = (sum(int(each[n]) for each in found) for n in (0, 1))
    cpu = sum(float(each[2]) for each in found)
    print(
        f"{shape:>6}: {done / seconds:,.0f}/s with {clients} clients (target {TARGETS[shape]:,}); stuck {stuck};"
        f" {cpu / max(done, 1) * 1000:.2f} ms CPU of Python each; broken invariants {len(invariants.broken(clock.now()))}"
    )


def main() -> None:
    """Start a server, furnish it, run the shapes."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--seconds", type=float, default=5)
    reader.add_argument("--clients", type=int, default=8)
    reader.add_argument("--durable", action="store_true")
    given = reader.parse_args()
    with house(durable=given.durable) as folder:
        set_up()
        print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, fsync {given.durable}")
        for shape in TARGETS:
            measure(shape, clients=given.clients, seconds=given.seconds, environment=dict(os.environ), folder=folder)
        print(f"children's CPU in all {sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]):.1f} s")


if __name__ == "__main__":
    if "--client" in sys.argv:
        import django

        django.setup()
        client(sys.argv[2], int(sys.argv[4]), float(sys.argv[3]))
    else:
        main()

# SPDX-License-Identifier: Apache-2.0
"""How long the home page with twelve pinned analyses takes, the first time and after.

    PYTHONPATH=src python benchmarks/dashboard.py --lines 1000000

Starts a PostgreSQL of its own, writes a lake of made-up orders, pins twelve analyses, and asks the whole stack (middleware,
sign-in, queries, templates) inside this process for the page and for its tiles: once cold (no question was compiled yet),
then warm. Wanted: the page and its tiles within 1 s warm. Everything is gone afterwards.
"""

import argparse
import os
import platform
import time
from statistics import quantiles
from typing import Any

import history
from throwaway import house

PINNED: tuple[tuple[str, dict[str, str]], ...] = (
    ("sales", {}), ("f2", {}), ("ltv-table", {}), ("cross-use", {}), ("rfm", {}), ("churn", {}), ("decile", {}),
    ("new-repeat", {}), ("channel-flow", {}), ("basket", {}), ("first-product", {}), ("cpm", {}),
)  # fmt: skip
PAGES = {"page": "/console/", "tiles": "/console/reports/tiles/"}


def main() -> None:
    """Write, pin, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000, help="order lines in the lake")
    parser.add_argument("--times", type=int, default=20, help="how often it is asked for warm")
    asked = parser.parse_args()
    with house():
        from django.conf import settings
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        history.write(settings.LAKE_PATH, lines=asked.lines, seed=1)
        client = _client()
        print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {asked.lines:,} lines, "
              f"{len(PINNED)} tiles")  # fmt: skip
        print(f"{'':8}{'cold ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'cpu p50':>9}")
        for name, address in PAGES.items():
            cold = _timed(client, address)[0]
            clock, processor = zip(*(_timed(client, address) for _ in range(asked.times)), strict=True)
            cuts, spent = quantiles(clock, n=20), quantiles(processor, n=20)
            print(f"{name:8}{cold:9.0f}{cuts[9]:9.0f}{cuts[18]:9.0f}{spent[9]:9.0f}", flush=True)


def _client() -> Any:
    """Give somebody of headquarters who has pinned all of them."""
    from django.test import Client

    from omotenashi.base import clock
    from omotenashi.engagement.reports.actions import keeping
    from omotenashi.people.staff.models import Staff

    now = clock.now()
    boss = Staff.objects.create(email="boss@example.com", name="Boss", role="headquarters")
    for place, (measure, values) in enumerate(PINNED):
        report, _ = keeping.save(
            key=f"bench-{place}", name=measure, measure=measure, values=values, view={}, owner=boss.pk, now=now
        )
        keeping.pin(report.pk, staff=boss.pk, now=now)
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "ja"})
    client.force_login(boss, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _timed(client: Any, address: str) -> tuple[float, float]:
    """Ask once; give the milliseconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    answer = client.get(address)
    took = (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return took


if __name__ == "__main__":
    main()

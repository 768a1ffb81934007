# SPDX-License-Identifier: Apache-2.0
"""How long the demo world takes to build, in a database of its own.

    PYTHONPATH=src python benchmarks/simulate.py --customers 5000

Needs DATABASE_URL of a server on which databases may be made; makes one, migrates it, builds, prints a table and
drops it (`--keep` leaves it). Printed are seconds of the clock, processor seconds of Python (drawing and writing) and
of the server's process where it runs on this machine; on a busy machine the processor seconds say more.
"""

import argparse
import os
import platform
import resource
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

NAME = f"omotenashi_bench_simulate_{os.getpid()}"


def main() -> None:
    """Parse, make the database, build, print, drop."""
    options = _options()
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{NAME}"))
    os.environ["OMOTENASHI_HOME"] = home = tempfile.mkdtemp(prefix="omotenashi-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
    try:
        _measure(customers=options.customers, seed=options.seed)
    finally:
        if options.keep:
            print(f"kept the database {NAME} and the home {home}")
        else:
            shutil.rmtree(home, ignore_errors=True)
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _measure(*, customers: int, seed: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from omotenashi.simulate import world

    call_command("migrate", verbosity=0)
    marks: dict[str, list[tuple[float, float, float]]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])

    def mark(stage: str, _done: int, _total: int) -> None:
        marks.setdefault(stage, []).append((time.perf_counter(), time.process_time(), _cpu_of(backend)))

    summary = world.build(customers=customers, seed=seed, now=datetime.now(UTC), progress=mark)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{summary.customers:,} customers, {summary.counts.orders:,} orders, {summary.counts.lines:,} lines, "
          f"{summary.counts.points:,} points\n")  # fmt: skip
    print(f"{'stage':40}{'clock s':>9}{'python s':>10}{'server s':>10}")
    for stage, points in marks.items():
        _row(stage, points[0], points[-1])
    whole = [point for points in marks.values() for point in points]
    _row("all", whole[0], whole[-1])
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _row(name: str, first: tuple[float, float, float], last: tuple[float, float, float]) -> None:
    clock, python, server = (b - a for a, b in zip(first, last, strict=True))
    print(f"{name:40}{clock:9.1f}{python:10.1f}{server:10.1f}")


def _cpu_of(process: int) -> float:
    """Give the processor seconds of a process on this machine, 0 where it cannot be seen."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leave the database and the truth")
    return parser.parse_args()


if __name__ == "__main__":
    main()

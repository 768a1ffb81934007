# SPDX-License-Identifier: Apache-2.0
"""What one customer costs at the door: processor time of Python and of the server, and statements, per customer.

    PYTHONPATH=src python benchmarks/registering.py --customers 20000

Needs DATABASE_URL of a server on which databases may be made; makes one, migrates it, and drops it. Registers the
customers once, the same again, the same by another import, and delivers what was told. On a busy machine the processor
seconds say more than the clock. No peer publishes this figure; the target is 1 ms for a customer who is new.
"""

import argparse
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

NAME = f"omotenashi_bench_registering_{os.getpid()}"
CHUNK = 10_000


def main() -> None:
    """Parse, make the database, register, print, drop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=20_000)
    count = parser.parse_args().customers
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{NAME}"))
    os.environ["OMOTENASHI_HOME"] = home = tempfile.mkdtemp(prefix="omotenashi-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
    try:
        _measure(count)
    finally:
        shutil.rmtree(home, ignore_errors=True)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _measure(count: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from omotenashi.base import clock
    from omotenashi.base.outbox.actions import deliver
    from omotenashi.people.customers.actions import registrations

    call_command("migrate", verbosity=0)
    records = [_record(registrations, number) for number in range(count)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    statements = [0]

    def counting(execute: Callable[..., Any], *arguments: Any) -> Any:
        statements[0] += 1
        return execute(*arguments)

    def register(run: str) -> None:
        for start in range(0, count, CHUNK):
            part = records[start : start + CHUNK]
            registrations.register(part, source="import:file", cause_id=run, now=clock.now())

    def told() -> None:
        deliver(now=clock.now() + timedelta(minutes=1))

    steps = {
        "new": lambda: register("one"),
        "what was told": told,
        "the same again": lambda: register("one"),
        "by another import": lambda: register("two"),
        "what was told then": told,
    }
    print(f"{'µs a customer':<24}{'python':>10}{'server':>10}{'clock':>10}{'statements':>12}")
    with connection.execute_wrapper(counting):
        for name, step in steps.items():
            before, sent = (time.process_time(), _cpu_of(backend), time.perf_counter()), statements[0]
            step()
            after = (time.process_time(), _cpu_of(backend), time.perf_counter())
            spent = "".join(f"{(b - a) / count * 1e6:>10.0f}" for a, b in zip(before, after, strict=True))
            print(f"{name:<24}{spent}{statements[0] - sent:>12}")
    print(f"{count:,} customers, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


def _record(registrations: Any, number: int) -> Any:
    key, at = registrations.Identifier, datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=number % 900)
    return registrations.CustomerRecord(
        identifiers=(
            key("member_no", f"M{number:07d}"),
            key("email", f"a{number}@example.jp"),
            key("phone", f"090{number + 10_000_000:08d}"),
        ),
        fields={
            "name": f"山田 太郎{number}", "kana": "ヤマダ タロウ", "gender": "m", "postal_code": f"{1_000_000 + number % 3000}",
            "birth_date": f"{1940 + number % 60}-{number % 12 + 1:02d}-{number % 28 + 1:02d}", "prefecture": "東京都",
            "city": "千代田区", "address": f"丸の内{number % 9 + 1}-{number % 28 + 1}",
        },
        observed_at=at,
        registered_at=at,
    )  # fmt: skip


def _cpu_of(process: int) -> float:
    """Give the processor seconds of a process on this machine, 0 where it cannot be seen."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

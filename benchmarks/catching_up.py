# SPDX-License-Identifier: Apache-2.0
"""How long the lake takes to catch up with what was sold since it was last filled.

    PYTHONPATH=src python benchmarks/catching_up.py --rows 5000000

Starts a PostgreSQL of its own, writes a history by set statements (no door of the application: only the export is
measured here), fills the lake, writes `--rows` new rows (one order for three lines) into the last month, and
lets the lake catch up. Wanted: 5 million new rows within 10 s on two cores. Everything is gone afterwards.
"""

import argparse
import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from throwaway import house

BEFORE, LAST = ("2025-01-01", 330), ("2025-12-01", 30)
LINES = 3
# What stands in a column that must be filled and says nothing here, by its type.
_NOTHING = {"boolean": "false", "jsonb": "'{}'", "uuid": "gen_random_uuid()", "date": "'2025-12-01'", "ARRAY": "'{}'"}
_TEXTS = ("character varying", "text")


def main() -> None:
    """Write, fill, write, catch up, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000_000, help="new rows of orders and lines")
    parser.add_argument("--before", type=int, default=1_000_000, help="rows that are there already")
    asked = parser.parse_args()
    with house() as folder:
        from django.conf import settings
        from django.core.management import call_command

        from omotenashi.insight.lake.store import Lake

        uri, lake = os.environ["DATABASE_URL"], Lake(Path(settings.LAKE_PATH))
        print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, home {folder.name}")
        call_command("migrate", verbosity=0)
        _people()
        _sell(asked.before // (LINES + 1), since=0, days=BEFORE)
        _filled("first fill", uri, lake)
        _sell(asked.rows // (LINES + 1), since=asked.before, days=LAST)
        _filled("catching up", uri, lake)
        _filled("nothing new", uri, lake)


def _filled(name: str, uri: str, lake: Any) -> None:
    from omotenashi.insight.lake import postgres

    load, spent, served, began = os.getloadavg()[0], time.process_time(), _served(), time.perf_counter()
    done = postgres.export(uri, lake, now=datetime.now(UTC))
    took, spent = time.perf_counter() - began, time.process_time() - spent
    print(f"{name:14}{took:7.2f} s; processor: ours {spent:.2f} s, PostgreSQL's {_served() - served:.2f} s; {done.rows:,} "
          f"rows in the lake, {done.months} months written, load {load:.1f}", flush=True)  # fmt: skip


def _served() -> float:
    """Give the processor time of all connections that ended, which their server sums up."""
    time.sleep(0.5)
    [(backend,)] = _run("SELECT pg_backend_pid()")
    server = _stat(backend)[1]
    return sum(int(ticks) for ticks in _stat(server)[13:15]) / os.sysconf("SC_CLK_TCK")


def _stat(process: int | str) -> list[str]:
    """Give what Linux says of a process after its name: the state first, then its parent."""
    return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()


def _people() -> None:
    _fill("customers_node", "generate_series(1, 200000) i", seq="i", id=_id("i", "1"), value="'n' || i")


def _sell(orders: int, *, since: int, days: tuple[str, int]) -> None:
    began = time.perf_counter()
    first, span = days
    placed = f"'{first}'::timestamptz + (i % {span}) * interval '1 day' + (i % 43200) * interval '1 second'"
    numbers = f"generate_series({since + 1}, {since + orders}) i"
    _fill(
        "orders_order", numbers, seq="i", id=_id("i", "2"), number="'B' || i", origin="'bench'", placed_at=placed,
        node_id=_id("1 + i % 200000", "1"), channel_id="'EC'", goods_total="1000 + i % 5000", line_count=str(LINES),
        idempotency_key="'bench' || i", digest=_BYTES,
    )  # fmt: skip
    _fill(
        "orders_orderline", f"{numbers}, generate_series(1, {LINES}) k", id=_id(f"i * {LINES} + k", "3"), order_id=_id("i", "2"),
        position="k", key="k::text", sku="'P' || (i * 7 + k * 13) % 5000", name="'Product ' || (i * 7 + k * 13) % 5000", quantity="1",
        unit_price="1000", amount="1000", tax_rate="10", kind="'goods'",
    )  # fmt: skip
    _run("ANALYZE")
    print(f"wrote {orders * (LINES + 1):,} rows in {time.perf_counter() - began:.0f} s", flush=True)


_BYTES = "decode(md5(i::text), 'hex')"


def _id(number: str, kind: str) -> str:
    """An id that can be computed: of the kind and the number."""
    return f"(lpad('{kind}', 8, '0') || '-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"


def _fill(table: str, numbers: str, **said: str) -> None:
    """Write rows of a table: what is said, and nothing or zero in every other column that must be filled."""
    columns = _run(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() AND "
        f"table_name = '{table}' AND is_generated = 'NEVER' AND is_identity = 'NO' AND (is_nullable = 'NO' AND "
        f"column_default IS NULL OR column_name = ANY(%s))", [list(said)],
    )  # fmt: skip
    values = {name: said.get(name, _nothing(kind)) for name, kind in columns}
    names = ", ".join(f'"{name}"' for name in values)
    _run(f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} FROM {numbers}")


def _nothing(kind: str) -> str:
    if kind in _TEXTS:
        return "''"
    if kind == "bytea":
        return _BYTES
    return _NOTHING.get(kind, "now()" if kind.startswith("timestamp") else "0")


def _run(sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        # No check of what hangs on what: the rows are made up, and only their number matters.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""How long it takes to make two persons one, and two again, and to take in what was seen.

    DATABASE_URL=… PYTHONPATH=src python benchmarks/merging.py --entries 10000 --rounds 50

Makes customers of its own, so give it the home of a demo. Merge and unmerge are whole: locks, edges, log, profiles,
events, commit. The facts hang on the keys, so their number must not matter; `--entries` orders of receipts are left
out on purpose and entries of the timeline are written, to show it.
"""

import argparse
import os
import platform
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any

import django

NOW = datetime.now(UTC)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=10_000, help="entries on each of the two persons")
    parser.add_argument("--rounds", type=int, default=50, help="merges and unmerges")
    parser.add_argument("--customers", type=int, default=20_000, help="customers to register at once")
    asked = parser.parse_args()
    django.setup()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {_server()}")
    print(f"{'what':<44}{'p50 ms':>9}{'p95 ms':>9}")
    merges, unmerges = merging(entries=asked.entries, rounds=asked.rounds)
    print(row(f"merge, {asked.entries:,} entries on each side", merges))
    print(row(f"unmerge, {asked.entries:,} entries on each side", unmerges))
    merges, unmerges = merging(entries=0, rounds=asked.rounds, keys=450)
    print(row("merge, 450 keys on each side", merges))
    print(row("unmerge, 450 keys on each side", unmerges))
    print(row("resolve and observe, one entry, known", seen_one_by_one(asked.rounds * 4, fresh=False)))
    print(row("resolve and observe, one entry, new visitor", seen_one_by_one(asked.rounds * 4, fresh=True)))
    for size in (100, 1000):
        print(f"{f'resolve and observe, batches of {size}':<44}{seen_in_batches(size):>12,.0f} entries/s")
    print(f"{f'register, {asked.customers:,} customers at once':<44}{registering(asked.customers):>12,.3f} ms each")


def row(name: str, taken: Sequence[float]) -> str:
    """Give one line of the table; the first round warms up and does not count."""
    cuts = quantiles([seconds * 1000 for seconds in taken[1:]], n=20)
    return f"{name:<44}{cuts[9]:>9.2f}{cuts[18]:>9.2f}"


def merging(*, entries: int, rounds: int, keys: int = 2) -> tuple[list[float], list[float]]:
    """Merge and part two persons again and again."""
    from omotenashi.people.customers.actions import links

    one, other = _person(keys), _person(keys)
    for node in (one, other):
        _entries(node, entries)
    merges, unmerges = [], []
    for place in range(rounds + 1):
        known = {"by": "benchmark", "reason": "measured", "now": NOW}
        linked, taken = _timed(
            lambda n=place, k=known: links.link(one, other, cause_kind="staff", cause_id=f"{n}", **k)  # type: ignore[misc]
        )
        merges.append(taken)
        parted, taken = _timed(lambda m=linked, k=known: links.unmerge(log_id=m.log_id, **k))  # type: ignore[misc]
        unmerges.append(taken)
        assert len(parted.persons) == 2
        _lift(parted.log_ids[0])
    return merges, unmerges


def seen_one_by_one(count: int, *, fresh: bool) -> list[float]:
    """See one entry after the other, each on its own."""
    user, visit = f"u-{uuid.uuid4()}", f"v-{uuid.uuid4()}"
    taken = []
    for place in range(count):
        keys = [("anonymous_id", f"{visit}-{place}")] if fresh else [("user_id", user), ("anonymous_id", visit)]
        taken.append(_timed(lambda k=keys, n=place: _see([(k, NOW + timedelta(seconds=n))]))[1])  # type: ignore[misc]
    return taken


def seen_in_batches(size: int, batches: int = 20) -> float:
    """See visitors, of whom every tenth is signed in, each ten times; give entries a second."""
    run = uuid.uuid4()
    items: list[tuple[list[tuple[str, str]], datetime]] = []
    for place in range(size * batches):
        visitor = place // 10
        keys = [("anonymous_id", f"{run}-{visitor}")]
        keys += [("user_id", f"{run}-{visitor}")] if visitor % 10 == 0 else []
        items.append((keys, NOW + timedelta(milliseconds=place)))
    began = time.perf_counter()
    for place in range(0, len(items), size):
        _see(items[place : place + size])
    return len(items) / (time.perf_counter() - began)


def registering(count: int) -> float:
    """Register new customers with three keys and four fields in one call; give milliseconds for each."""
    from omotenashi.people.customers.actions import registrations as customers
    from omotenashi.people.customers.rules import Identifier

    run = uuid.uuid4().hex[:8]
    records = [
        customers.CustomerRecord(
            identifiers=(
                Identifier("member_no", f"{run}-{n}"),
                Identifier("email", f"{run}-{n}@example.com"),
                Identifier("phone", f"+8190{int(run[:4], 16) % 1000:03d}{n:05d}"),
            ),
            fields={"name": f"山田 {n}", "kana": "ヤマダ", "prefecture": "東京都", "city": "港区"},
            observed_at=NOW,
        )
        for n in range(count)
    ]
    _, taken = _timed(lambda: customers.register(records, source="import", now=NOW, cause_id=run))
    return taken * 1000 / count


def _see(items: Sequence[tuple[list[tuple[str, str]], datetime]]) -> None:
    from omotenashi.people.customers.actions import anchors, observations
    from omotenashi.people.customers.rules import Identifier

    asked = [anchors.Asked(tuple(Identifier(*key) for key in keys), at, trusted=True) for keys, at in items]
    found = anchors.resolve(asked, now=NOW)
    records = [
        observations.Observed(
            node_id=one.node_id, source="web", others=one.others, observed_at=at, cause_id="benchmark"
        )
        for one, (_, at) in zip(found, items, strict=True)
        if one is not None and (one.others or not fresh_visit(items))
    ]
    if records:
        observations.observe(records, cause_kind="entry", now=NOW)


def fresh_visit(items: Sequence[Any]) -> bool:
    """Say whether one lone visitor was seen: nothing is to be observed about somebody nobody knows."""
    return len(items) == 1 and len(items[0][0]) == 1


def _person(keys: int) -> uuid.UUID:
    """Make a person of one card and receipts."""
    from omotenashi.people.customers.actions import registrations as customers
    from omotenashi.people.customers.models import Node
    from omotenashi.people.customers.rules import Identifier

    run = uuid.uuid4()
    identifiers = [Identifier("member_no", f"{run}"), Identifier("email", f"{run}@example.com")]
    identifiers += [Identifier("receipt", f"{run}-{n}") for n in range(keys - 2)]
    record = customers.CustomerRecord(identifiers=tuple(identifiers), fields={"name": "山田 花子"}, observed_at=NOW)
    customers.register([record], source="till", now=NOW)
    return Node.objects.get(type="member_no", value=str(run)).pk


def _entries(node: uuid.UUID, count: int) -> None:
    from omotenashi.people.timeline.actions.appending import EntryRecord, append
    from omotenashi.people.timeline.models import Source

    source = Source.objects.order_by("pk").first()
    assert source is not None, "the home has no source of entries: use the home of a demo"
    records = [
        EntryRecord(message_id=f"{node}-{n}", name="Product Viewed", node_id=node, at=NOW, props={})
        for n in range(count)
    ]
    if records:
        append(records, source=source, now=NOW)


def _lift(log_id: uuid.UUID) -> None:
    from omotenashi.people.customers.actions import links
    from omotenashi.people.customers.models import NoLink

    for apart in NoLink.objects.filter(log_id=log_id, lifted_at=None):
        links.lift(apart.a_id, apart.b_id, by="benchmark", reason="measured", now=NOW)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    found = work()
    return found, time.perf_counter() - began


def _server() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT split_part(version(), ' ', 2), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    return f"PostgreSQL {version}, fsync {fsync}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
    main()

# SPDX-License-Identifier: Apache-2.0
"""Segments: how long everybody takes, and how long after an event somebody is a member.

    PYTHONPATH=src .venv/bin/python benchmarks/segments.py [--people 1000000] [--events 10000000] [--rate 500] [--json]

Starts a PostgreSQL of its own, fills it with people and a lake with what they did and bought. First a rule of four
conditions is computed for everybody: asking the lake, putting it together with what the database knows, writing members
and timers. Then events come in at a rate while a process follows as the worker does at its beat, as it does while the
collector asks for it (looking again every 40 ms), or without a pause between two looks; from the commit of an event to the commit of the membership it made. The machine's load stands beside the figures: with
others at work they are worse.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from throwaway import house

NOW = datetime.now(UTC).replace(microsecond=0)
DAYS, STEP = 365, 500_000
_PEOPLE = """
SET session_replication_role = replica;
CREATE TEMPORARY TABLE made AS SELECT n AS seq, uuidv7() AS id, (n %% 47)::int AS place FROM generate_series(1, %(people)s) n;
INSERT INTO customers_node (id, seq, type, value, value_hash, spell, causes, first_seen_at, changed_in)
  SELECT id, seq, 'member_no', seq::text, decode(md5(seq::text), 'hex'), 0, '{}', now(), 0 FROM made;
INSERT INTO customers_person (id, seq, node_count, merge_count, changed_in) SELECT id, seq, 1, 0, 0 FROM made;
INSERT INTO customers_nodeperson (node_id, person_id, since) SELECT id, id, now() FROM made;
INSERT INTO customers_profile (person_id, name, kana, email, phone, member_no, gender, postal_code, prefecture, city, address,
    rank, registered_at, tokens)
  SELECT id, 'C', '', '', '', seq::text, '', '', 'P' || place, '', '', '', now(), '{}' FROM made;
ANALYZE customers_node, customers_person, customers_nodeperson, customers_profile;
SET session_replication_role = DEFAULT;
"""
# Follows as the worker does: at every beat until there is nothing, and at once again where there is no beat.
_FOLLOW = """
import sys, time
import django; django.setup()
from omotenashi.base import clock
from omotenashi.engagement.audience import actions
from omotenashi.people.timeline.models import Reader
actions.follow(now=clock.now())
print("ready", flush=True)
beat, until = float(sys.argv[1]), time.time() + float(sys.argv[2])
while time.time() < until:
    began = time.time()
    while actions.follow(now=clock.now()) or actions.turn_due(now=clock.now()):
        done = time.time()
        print(done, Reader.objects.get(name="segments").seq, flush=True)
    time.sleep(max(0.0, beat - (time.time() - began)) if beat else 0.005)
"""


def main() -> None:
    """Fill, compute everybody, follow."""
    options = _options()
    with house():
        began = time.perf_counter()
        furnish(options)
        print(f"filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        found = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "load": os.getloadavg()[0],
                 "people": options.people, "events": options.events}  # fmt: skip
        found |= everybody()
        for name, beat in (("without a pause", 0.0), ("asked by the collector", 0.04), ("every second", 1.0)):
            found[f"event to member, {name}"] = following(options, beat)
        found["load after"] = os.getloadavg()[0]
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:34} {value}")


def furnish(options: argparse.Namespace) -> None:
    """People in the database; what they did and bought in the lake."""
    from django.core.management import call_command
    from django.db import connection

    from omotenashi.insight.lake import feed
    from omotenashi.insight.lake.store import Lake
    from omotenashi.places.locations import actions as places

    call_command("migrate", verbosity=0)
    places.set_up_retailer(name="花店")
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"people": options.people})
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        [mark] = cursor.fetchone()
    from django.conf import settings

    feed.refill(
        Lake(settings.LAKE_PATH), _lake(options.people, options.events), now=NOW + timedelta(days=1), watermark=mark
    )


def _lake(people: int, events: int) -> dict[str, Iterator[Any]]:
    """Nine of ten events are things done, one is an order; the younger the more of them."""
    import numpy as np
    import pyarrow as pa

    def rows(count: int, make: Any) -> Iterator[Any]:
        chance = np.random.default_rng(1)
        for first in range(0, count, STEP):
            some = min(STEP, count - first)
            days = np.sort((np.sqrt(chance.random(some)) * DAYS).astype("int64"))
            at = (
                np.datetime64(NOW.replace(tzinfo=None), "us")
                - np.timedelta64(DAYS, "D")
                + days.astype("timedelta64[D]")
            )
            yield make(first, some, chance.integers(1, people + 1, some), at)

    def touch(first: int, some: int, node: Any, at: Any) -> Any:
        act = np.array(["view", "view", "view", "cart", "visit"])[node % 5]
        return _batch("touches", some, entry=np.arange(first, first + some) + 1, node=node, at=at, act=act,
                      channel=np.full(some, "EC"), product=np.char.add("P", (node % 300).astype("U3")))  # fmt: skip

    def order(first: int, some: int, node: Any, at: Any) -> Any:
        key = np.arange(first, first + some) + 1
        return _batch("orders", some, order=key, node=node, placed_at=at, channel=np.array(["EC", "STORE"])[node % 2],
                      gross=1000 + key % 9000, cancelled=np.zeros(some, bool), priced=np.ones(some, bool))  # fmt: skip

    def owners() -> Iterator[Any]:
        keys = np.arange(1, people + 1)
        yield pa.record_batch({"node": keys, "person": keys})

    return {"touches": rows(events * 9 // 10, touch), "orders": rows(events // 10, order), "nodes": owners()}


def _batch(table: str, some: int, **columns: Any) -> Any:
    """Rows of a table of the lake; columns that are not given are zero where they are numbers, and null else."""
    import numpy as np
    import pyarrow as pa

    from omotenashi.insight.lake.schemas import SCHEMAS

    moment = columns.get("at", columns.get("placed_at"))
    columns["day"] = moment.astype("datetime64[D]")
    made = []
    for field in SCHEMAS[table]:
        if field.name in columns:
            made.append(pa.array(columns[field.name]).cast(field.type))
        elif pa.types.is_integer(field.type):
            made.append(pa.array(np.zeros(some, "int64")).cast(field.type))
        else:
            made.append(pa.nulls(some, field.type))
    return pa.RecordBatch.from_arrays(made, schema=SCHEMAS[table])


def everybody() -> dict[str, Any]:
    """Compute a rule of four conditions for everybody, twice: into an empty segment, and over what is there."""
    from omotenashi.engagement.audience import actions as audience
    from omotenashi.engagement.audience import queries
    from omotenashi.engagement.audience.models import Segment, SegmentTimer
    from omotenashi.engagement.audience.queries import Condition, Group, Rule

    rule = Rule(Group("all", (
        Condition("bought", {"within": "180", "amount_from": "2000"}), Condition("last", {"days_from": "20"}),
        Condition("touched", {"act": "view", "within": "60"}), Condition("prefecture", {"prefecture": "P1"}, no=True),
    )))  # fmt: skip
    segment, _new = audience.create(key="all", name="all", definition=rule, now=NOW)
    known, asked = _took(lambda: queries.know(rule, now=NOW))
    _sifted, together = _took(lambda: queries.put_together(rule, known))
    _change, first = _took(lambda: audience.recompute(segment.pk, now=NOW))
    _change, again = _took(lambda: audience.recompute(segment.pk, now=NOW))
    return {
        "asking the lake": asked,
        "putting together": together,
        "backfill whole": first,
        "backfill over what is there": again,
        "members": Segment.objects.get(pk=segment.pk).size,
        "timers": SegmentTimer.objects.count(),
    }


def following(options: argparse.Namespace, beat: float) -> dict[str, Any]:
    """Let events come at a rate, and see how long each takes to make a member."""
    from omotenashi.base import bulk, clock
    from omotenashi.engagement.audience import actions as audience
    from omotenashi.engagement.audience.models import Segment
    from omotenashi.engagement.audience.queries import Condition, Group, Rule
    from omotenashi.people.timeline import actions as timeline

    key = f"follow{beat}"
    Segment.objects.update(archived_at=NOW)
    rule = Rule(
        Group(
            "all",
            (Condition("touched", {"act": "cart", "within": "1", "product": key}), Condition("bought", {}, no=True)),
        )
    )
    segment, _new = audience.create(key=key, name=key, definition=rule, now=clock.now())
    audience.recompute(segment.pk, now=clock.now())
    [(place,)] = bulk.rows("SELECT coalesce(max(seq), 0) FROM timeline_entry")
    timeline.move_reader(name="segments", seq=place, now=clock.now())
    people = [
        one
        for (one,) in bulk.rows(
            "SELECT id FROM customers_person ORDER BY seq DESC LIMIT %s", [options.rate * options.seconds]
        )
    ]
    words = [sys.executable, "-c", _FOLLOW, str(beat), str(options.seconds + 15)]
    follower = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)  # our own words
    follower.stdout.readline()  # it is ready
    began = time.perf_counter()
    committed = _send(people, key=key, rate=options.rate)
    took = time.perf_counter() - began
    steps = [tuple(map(float, line.split())) for line in follower.communicate()[0].splitlines()]
    late = _late(committed, bulk.rows(_SEQS, [place]), steps)
    segment.refresh_from_db()
    return {
        "events/s": round(len(people) / took), "members": segment.size, "of": len(people),
        "median ms": round(statistics.median(late) * 1000), "p95 ms": round(late[int(len(late) * 0.95)] * 1000),
        "p99 ms": round(late[int(len(late) * 0.99)] * 1000),
    }  # fmt: skip


def _send(people: list[Any], *, key: str, rate: int) -> dict[Any, float]:
    """Let each of these people do something, fifty commits a second; give when each was committed."""
    from django.db import transaction

    from omotenashi.base import clock
    from omotenashi.people.timeline import actions as timeline

    source, committed, began = timeline.internal_source(), {}, time.perf_counter()
    some = max(1, rate // 50)
    for first in range(0, len(people), some):
        now = clock.now()
        records = [
            timeline.EntryRecord(
                message_id=f"{key}{person}", name="Product Added", node_id=person, at=now, props={"product_id": key}
            )
            for person in people[first : first + some]
        ]
        with transaction.atomic():
            timeline.append(records, source=source, now=now)
        committed |= dict.fromkeys(people[first : first + some], time.time())
        time.sleep(max(0.0, began + (first + some) / rate - time.perf_counter()))
    return committed


def _late(committed: dict[Any, float], seqs: list[tuple[Any, ...]], steps: list[tuple[float, ...]]) -> list[float]:
    """How long after its commit each event was followed: by the first step that had come so far."""
    ends, found = [int(seq) for _at, seq in steps], []
    for person, seq in seqs:
        if person in committed and (place := bisect_left(ends, seq)) < len(steps):
            found.append(steps[place][0] - committed[person])
    return sorted(found)


_SEQS = "SELECT node_id, seq FROM timeline_entry WHERE seq > %s"


def _took(call: Any) -> tuple[Any, dict[str, float]]:
    """Give the answer, and the seconds of the clock and of this process's processor: on a busy machine these say more."""
    began, spent = time.perf_counter(), time.process_time()
    answer = call()
    return answer, {"s": round(time.perf_counter() - began, 2), "cpu s": round(time.process_time() - spent, 2)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()

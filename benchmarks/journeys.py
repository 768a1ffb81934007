# SPDX-License-Identifier: Apache-2.0
"""Journeys: how long from an event to the step it sets off, and how long until all who waited for one moment have gone on.

    PYTHONPATH=src .venv/bin/python benchmarks/journeys.py [--people 100000] [--rate 500] [--seconds 20] [--json]

Starts a PostgreSQL of its own. First people do something at a steady rate, written to the timeline ten times a second by
another process, while one worker follows and leads on as `journeys.go_on` does; what counts is from the moment of the
event until the step with its message is committed. Then everybody stands at one wait that ends at one instant, and one
worker leads all of them to a message. Goals on two cores: 95 of 100 within 1 s at 500 events/s; 100,000 within 30 s.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from throwaway import house

PEERS = "Parcelvoy 17 ms idle, Dittofeed up to 120 s, Mautic 40 min a segment (published)"
_CART = "checkout.BasketAbandoned"
_WRITE = """
import sys, time, json
import django; django.setup()
from omotenashi.base import clock
from omotenashi.people.timeline import actions as timeline
nodes, rate, seconds = json.load(open(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
from uuid import UUID
began, sent = time.monotonic(), 0
while sent < rate * seconds:
    owed = int((time.monotonic() - began) * rate) - sent
    if owed > 0:
        now = clock.now()
        timeline.append([timeline.EntryRecord(message_id=f"b{n}", name="checkout.BasketAbandoned",
            node_id=UUID(nodes[n % len(nodes)]), at=now, props={"basket_id": f"b{n}", "amount": 1200})
            for n in range(sent, sent + owed)], source=timeline.internal_source(), now=now)
        sent += owed
    time.sleep(0.1)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--durable", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with house(durable=asked.durable) as folder:
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], check=True, env=os.environ)  # ours
        nodes = _people(asked.people)
        template = _template()
        found: dict[str, Any] = {"people": asked.people, "rate": asked.rate}
        found |= _events(nodes, template, folder, rate=asked.rate, seconds=asked.seconds)
        found |= _instant(nodes, template)
    print(json.dumps(found) if asked.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


def _people(count: int) -> list[UUID]:
    """Register people with a mail address each."""
    from omotenashi.base import clock
    from omotenashi.people.customers.actions import registrations as customers
    from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
    from omotenashi.places.locations import actions as places

    places.set_up_retailer(name="花店")
    now, found = clock.now(), []
    for start in range(0, count, 10_000):
        records = [
            CustomerRecord(identifiers=(Identifier("email", f"p{n}@mail.example"),), observed_at=now)
            for n in range(start, min(start + 10_000, count))
        ]
        found += [
            one.node_id for one in customers.register(records, source="bench", now=now, tell=False) if one.node_id
        ]
    return found


def _template() -> str:
    from omotenashi.base import clock
    from omotenashi.engagement.messaging import actions as messaging

    content = {"subject": "カート", "blocks": [{"kind": "text", "text": "{{ event.amount }}"}]}
    draft = messaging.draft(key="cart", name="cart", content=content, now=clock.now())
    messaging.publish(draft.pk, now=clock.now())
    return str(draft.pk)


def _live(key: str, entry: dict[str, Any], template: str, **steps: Any) -> Any:
    from omotenashi.base import clock
    from omotenashi.engagement.journeys import actions as journeys

    say = {"say": {"kind": "send", "template": template, "next": ""}}
    drawing = {"entry": entry, "first": next(iter({**steps, **say})), "steps": {**steps, **say}}
    made = journeys.draft(key=key, name=key, graph=drawing, now=clock.now())
    return journeys.publish(made.pk, now=clock.now())


def _events(nodes: list[UUID], template: str, folder: Any, *, rate: int, seconds: int) -> dict[str, Any]:
    """Let people do something, and measure until the step is there for all to see."""
    from omotenashi.base import bulk, clock
    from omotenashi.engagement.journeys import actions as journeys

    _live("cart", {"kind": "event", "event": _CART, "key": "basket_id"}, template)
    told = folder / "nodes.json"
    told.write_text(json.dumps([str(node) for node in nodes[:50_000]]))
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITE, str(told), str(rate), str(seconds)], env=os.environ
    )  # ours
    waits: list[float] = []
    last, quiet_since, used = 0, time.monotonic(), time.process_time()
    while writer.poll() is None or time.monotonic() - quiet_since < 2:
        done = journeys.follow(now=clock.now()) + journeys.advance(now=clock.now())
        now = clock.now()
        for key, at in bulk.rows(
            "SELECT l.id, e.entered_at FROM journeys_steplog l JOIN journeys_enrolment e ON e.id = l.enrolment_id"
            " WHERE l.id > %s ORDER BY l.id", [last]
        ):  # fmt: skip
            last = key
            waits.append((now - at).total_seconds())
        if done:
            quiet_since = time.monotonic()
        else:
            # As the clock of the worker does: once a second where there is nothing to do.
            time.sleep(1 - time.time() % 1)
    waits.sort()
    return {
        "steps": len(waits), "p50_s": round(waits[len(waits) // 2], 3), "p95_s": round(waits[len(waits) * 95 // 100], 3),
        "longest_s": round(waits[-1], 3), "worker_cpu_s": round(time.process_time() - used, 1),
    }  # fmt: skip


def _instant(nodes: list[UUID], template: str) -> dict[str, Any]:
    """Let everybody wait for one moment, and lead all of them on."""
    from omotenashi.base import clock
    from omotenashi.engagement.journeys import actions as journeys

    wait = {"wait": {"kind": "wait", "hours": 1, "next": "say"}}
    version, now = _live("wait", {"kind": "api"}, template, **wait), clock.now()
    began = time.monotonic()
    for start in range(0, len(nodes), 5_000):
        arrivals = [
            journeys.Arrival(node_id=node, at=now, context={"amount": 1}) for node in nodes[start : start + 5_000]
        ]
        journeys.enrol(version, arrivals, now=now)
    entered = time.monotonic() - began
    while journeys.advance(now=now):
        pass
    due, began = now + timedelta(hours=2), time.monotonic()
    led = 0
    while count := journeys.advance(now=due):
        led += count
    return {"entered_s": round(entered, 1), "led_on": led, "led_on_s": round(time.monotonic() - began, 1)}


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Mails per second: judged by the gate, rendered for each reader, signed with DKIM, taken by a mail server.

    PYTHONPATH=src .venv/bin/python benchmarks/sending.py [--mails 20000] [--workers 2] [--durable] [--json]

Starts a PostgreSQL and a mail server of its own (a process that takes everything and counts) and as many workers as
there are cores. Every mail is a whole page of HTML with a name, points and two links of the reader's own, beside its
text; all caps are counted. Prints mails/s from the first verdict to the last answer, the processor time of workers and
PostgreSQL for each, and what became of them. Goal 1,000/s on two cores with everything on them; peers as published or
measured by the design: Parcelvoy 122/s, listmonk 833/s a relay.
"""

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from throwaway import house

PEERS = "Parcelvoy 122/s, listmonk 833/s a relay (published)"
_LEGAL = {"seller": "花店株式会社", "address": "東京都渋谷区1-2-3", "mail": "info@hana.example"}
_WORDS = {
    "subject": '{{ customer.name | default: "お客さま" }} 様、春のお知らせ',
    "preheader": "新しい花が届きました",
    "blocks": [
        {"kind": "heading", "text": "春の花が届きました"},
        {"kind": "text", "text": "{{ customer.name }} 様\nいつもありがとうございます。" * 3},
        {"kind": "points"},
        {"kind": "button", "label": "お店を見る", "href": "https://hana.example/shop/"},
        {"kind": "text", "text": "お近くの店舗でもご覧いただけます。"},
        {"kind": "button", "label": "店舗を探す", "href": "https://hana.example/shop/stores/"},
    ],
}
_WORK = """
import django; django.setup()
from omotenashi.base import clock
from omotenashi.engagement.messaging import actions
print("ready", flush=True)
input()
while actions.judge(now=clock.now()) + actions.transmit(now=clock.now()):
    pass
"""
_SINK = """
import asyncio, sys
ANSWERS = {b"EHLO": b"250-sink\\r\\n250-PIPELINING\\r\\n250 8BITMIME\\r\\n", b"DATA": b"354 go\\r\\n", b"QUIT": b"221 bye\\r\\n"}
class Sink(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.rest, self.in_letter = transport, b"", False
        transport.write(b"220 sink\\r\\n")
    def data_received(self, data):
        self.rest += data
        said = []
        while True:
            if self.in_letter:
                letter, end, after = self.rest.partition(b"\\r\\n.\\r\\n")
                if not end:
                    break
                self.rest, self.in_letter = after, False
                said.append(b"250 taken\\r\\n")
                continue
            line, end, after = self.rest.partition(b"\\r\\n")
            if not end:
                break
            self.rest, word = after, line[:4].upper()
            self.in_letter = word == b"DATA"
            said.append(ANSWERS.get(word, b"250 ok\\r\\n"))
        self.transport.write(b"".join(said))
async def main():
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()
asyncio.run(main())
"""


def furnish(mails: int, now: datetime) -> None:
    """A house that says who it is, people who agreed, and one message to each of them."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from omotenashi.engagement.messaging import actions as messaging
    from omotenashi.insight import actions as insight
    from omotenashi.people.consent import actions as consent
    from omotenashi.people.consent.actions.ledger import ConsentRecord
    from omotenashi.people.customers.actions import registrations as customers
    from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
    from omotenashi.people.customers.models import ContactPoint
    from omotenashi.places.locations import actions as places

    places.set_up_retailer(name="花店")
    places.set_brand(colour="", legal=_LEGAL, privacy="", now=now)
    messaging.set_origin("https://hana.example")
    messaging.set_quiet(begins=now.time(), finishes=now.time(), now=now)
    # The auction is held for each of them; nobody waits here for what may come.
    messaging.set_ticks(triggered=0, broadcast=0)
    insight.switch_holdout(on=False, now=now, by="benchmark")
    records = [
        CustomerRecord(
            identifiers=(Identifier("email", f"p{n}@mail.example"),), fields={"name": f"佐藤 花子{n}"}, observed_at=now
        )
        for n in range(mails)
    ]
    people: list[UUID | None] = [one.person_id for one in customers.register(records, source="benchmark", now=now)]
    points = ContactPoint.objects.filter(channel="email").values_list("node_id", flat=True)
    consent.record([_agreed(ConsentRecord, point, now) for point in points])
    draft = messaging.draft(key="spring", name="春", content=_WORDS, now=now)
    said = messaging.publish(draft.pk, now=now)
    messaging.intend(
        [
            messaging.Wish(
                key=f"spring:{person}",
                node_id=person,
                version_id=said.pk,
                purpose="marketing",
                campaign="spring",
                at=now,
            )
            for person in people
            if person is not None
        ]
    )


def _agreed(kind: Any, point: UUID, now: datetime) -> Any:
    return kind(
        node_id=point,
        purpose="marketing",
        state="granted",
        source="benchmark",
        occurred_at=now,
        key=f"b:{point}",
    )


def measure(workers: int, folder: Path) -> dict[str, Any]:
    """Let the workers send everything, and count."""
    from django.db import connection

    from omotenashi.engagement.messaging.models import Message

    port = _free_port()
    sink = subprocess.Popen([sys.executable, "-c", _SINK, str(port)])
    key = folder / "key.pem"
    key.write_text(_key())
    environ = {
        **os.environ, "OMOTENASHI_SMTP": f"smtp://127.0.0.1:{port}", "OMOTENASHI_DKIM_KEY": key.read_text(),
        "OMOTENASHI_DKIM_DOMAIN": "hana.example", "OMOTENASHI_MARKETING_FROM": "news@hana.example",
    }  # fmt: skip
    time.sleep(1)
    connection.close()
    busy = os.times().children_user + os.times().children_system
    running = [
        subprocess.Popen([sys.executable, "-c", _WORK], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(workers)
    ]
    for one in running:
        _line_of(one)
    # Programs that start are no mails: the clock runs once all of them stand ready.
    began = time.perf_counter()
    for one in running:
        _go(one)
    for one in running:
        one.wait()
    seconds = time.perf_counter() - began
    cpu = os.times().children_user + os.times().children_system - busy
    sink.terminate()
    sink.wait()
    states: dict[str, int] = {}
    for state in Message.objects.values_list("state", flat=True):
        states[state] = states.get(state, 0) + 1
    sent = states.get("sent", 0)
    return {
        "per_s": round(sent / seconds, 1), "seconds": round(seconds, 1), "worker_cpu_ms": round(cpu / max(sent, 1) * 1e3, 2),
        "states": states,
    }  # fmt: skip


def _line_of(one: subprocess.Popen[bytes]) -> None:
    assert one.stdout is not None
    one.stdout.readline()


def _go(one: subprocess.Popen[bytes]) -> None:
    assert one.stdin is not None
    one.stdin.write(b"go\n")
    one.stdin.flush()


def _key() -> str:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--durable", action="store_true", help="PostgreSQL with fsync")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with house(durable=asked.durable) as folder:
        furnish(asked.mails, datetime.now(UTC))
        found = measure(asked.workers, folder)
    if asked.json:
        print(json.dumps(found))
        return
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}; goal 1,000/s; peers: {PEERS}")
    print("  ".join(f"{name} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()

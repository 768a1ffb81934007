# SPDX-License-Identifier: Apache-2.0
"""How many events the house takes a second, and what each costs: over HTTP, durable, once each, resolved to a node.

    PYTHONPATH=src python benchmarks/collecting.py --home DIR [--seconds 10] [--json]

Starts a server of its own (a process a core) on an empty home (fsync on), sends Segment batches of 100 and single calls over a few raw
connections with bodies that were encoded before, and prints accepted events a second, the processor time of server,
database and this client for each event, and the time until the answer (only what was accepted counts). Then half of that
rate, evenly, for p99; and, while events come at that rate, how long an identify takes to its person on 顧客一覧 and the next
event to that person's timeline page, the making of the pages included. Message ids begin with the moment of their making, as
those of the SDKs for browsers and Node do; one row has random ones (the SDK for Python), which lie all over the index. Peers: Parcelvoy 820/s stored (measured on two cores), RudderStack 1,700
requests/s (published for two cores, without identity).
"""

import argparse
import base64
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from itertools import chain
from pathlib import Path
from statistics import quantiles
from typing import Any

KEY = "wk_benchmark"
AUTH = base64.b64encode(f"{KEY}:".encode()).decode()
PEERS = (("Parcelvoy, stored (measured)", 820), ("RudderStack, requests (published)", 1700))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="a folder that does not exist yet")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=96)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    asked.port = asked.port or free_port()
    server, asked.session = start(asked.home, asked.port)
    asked.server = server.pid
    before = os.getloadavg()[0]
    try:
        # Who is seen for the first time costs more than who is known; the two are told apart.
        unknown = run(asked, size=100, path="/v1/batch") | {"what": "batches of 100, everybody new"}
        arrival(asked, "settled")  # the reader has come to the end of them
        rows = [run(asked, size=100, path="/v1/batch"), run(asked, size=1, path="/v1/t")]
        rows.append(run(asked, size=100, path="/v1/batch", rate=rows[0]["events_per_s"] / 2))
        rows.append(run(asked, size=1, path="/v1/t", rate=rows[1]["events_per_s"] / 2))
        rows.append(run(asked, size=100, path="/v1/batch", random=True) | {"what": "batches of 100, random ids"})
        rows.append(unknown)
        rows.append(arrivals(asked, rate=rows[0]["events_per_s"] / 2))
        show(rows, as_json=asked.json)
        print(
            f"{os.cpu_count()} cores; one-minute load {before:.1f} before, {os.getloadavg()[0]:.1f} after",
            file=sys.stderr,
        )
    finally:
        server.terminate()
        server.wait(30)
        command(asked.home, "stop")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def command(home: Path, *words: str, **more: Any) -> Any:
    """Run an `omotenashi` command on the home."""
    environ = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    line = [sys.executable, "-m", "omotenashi.config.cli", *words, "--home", str(home)]
    return subprocess.run(line, env=environ, check=True, **more)  # our own command


def start(home: Path, port: int) -> tuple[subprocess.Popen[bytes], str]:
    """Make the home, its source and somebody at headquarters, and serve it; give the server and a session."""
    command(home, "init", "--name", "Benchmark", stdin=subprocess.DEVNULL)
    made = (
        "from omotenashi.people.timeline import actions as t; from omotenashi.base import clock;"
        f"s = t.create_source(kind='server', name='benchmark', write_key='{KEY}', now=clock.now());"
        "t.change_source(source_id=s.id, name=s.name, shared_device=False, allowed_origins=[],"
        " orders_authoritative=False, bearer_only=False, rate_limit=1_000_000);"
        "from omotenashi.people.staff import actions as staff; from django.test import Client;"
        "boss = staff.hire(email='hq@benchmark.example', name='hq', role='headquarters', password=None);"
        "client = Client(SERVER_NAME='localhost');"
        "client.force_login(boss, backend='allauth.account.auth_backends.AuthenticationBackend');"
        "print('session=' + client.cookies['sessionid'].value)"
    )
    said = command(home, "manage", "shell", "-c", made, stdout=subprocess.PIPE, text=True).stdout
    session = said.rpartition("session=")[2].strip()
    environ = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    line = [sys.executable, "-m", "omotenashi.config.cli", "serve", "--port", str(port), "--home", str(home)]
    server = subprocess.Popen(line, env=environ)  # our own command
    address = f"http://127.0.0.1:{port}/v1/projects/{KEY}/settings"
    for _try in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):  # our own server
                return server, session
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


class Line:
    """One connection that sends bodies and waits for each answer."""

    def __init__(self, asked: argparse.Namespace, *, number: int, size: int, path: str, random: bool) -> None:
        self.socket = socket.create_connection(("127.0.0.1", asked.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bodies = [body(number, n, size=size, people=asked.people) for n in range(20)]
        self.head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {AUTH}\r\nContent-Type: application/json\r\n".encode()
        self.number, self.size, self.sent, self.random = number, size, 0, random
        self.took: list[float] = []
        self.refused = 0

    def send(self) -> None:
        """Send one request with message ids that nobody had before, and read its answer."""
        parts = self.bodies[self.sent % len(self.bodies)]
        if self.random:
            noise = os.urandom(16 * self.size).hex().encode()
            stamps = [noise[32 * n : 32 * n + 32] for n in range(self.size)]
            data = b"".join(chain.from_iterable(zip(parts, [*stamps, b""], strict=True)))
        else:
            data = f"{time.time_ns():x}-{self.number}-{self.sent}-".encode().join(parts)
        start = time.perf_counter()
        self.socket.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (self.head, len(data), data))
        answer = self.socket.recv(65536)
        while b"\r\n\r\n" not in answer or b"}" not in answer:
            more = self.socket.recv(65536)
            if not more:
                raise SystemExit("the server closed the connection")
            answer += more
        self.took.append(time.perf_counter() - start)
        self.refused += not answer.startswith(b"HTTP/1.1 200")
        self.sent += 1


def body(line: int, number: int, *, size: int, people: int) -> list[bytes]:
    """Give a body in pieces, with a message id to be put between each two."""
    mark = "\0"
    items = [item((line * 7919 + number * 104729 + n * 31) % people, f"{mark}{n}") for n in range(size)]
    whole = json.dumps(items[0] if size == 1 else {"batch": items, "sentAt": items[0]["timestamp"]}, ensure_ascii=False)
    return whole.encode().split(json.dumps(mark)[1:-1].encode())


def item(person: int, message_id: str) -> dict[str, Any]:
    """Give an event as a shop's server sends it."""
    return {
        "type": "track", "event": "Product Viewed", "messageId": message_id, "userId": f"u-{person}",
        "anonymousId": f"a-{person}", "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "properties": {"product_id": f"p-{person % 500}", "sku": f"SKU-{person % 500}", "category": "羽織", "name": "綿の羽織",
                       "brand": "Hana", "price": 12800, "currency": "JPY", "quantity": 1},
        "context": {"page": {"path": f"/products/{person}", "url": f"https://shop.example/products/{person}", "title": "羽織"},
                    "userAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/130 Safari/537.36",
                    "locale": "ja-JP", "library": {"name": "analytics.js", "version": "2.0"}},
    }  # fmt: skip


def run(asked: argparse.Namespace, *, size: int, path: str, rate: float = 0, random: bool = False) -> dict[str, Any]:
    """Send for some seconds, as fast as answers come or at a rate; give what came of it."""
    lines = [Line(asked, number=n, size=size, path=path, random=random) for n in range(asked.connections)]
    for line in lines[:4]:
        line.send()
    before, begun = processor(asked), time.perf_counter()
    mine = time.process_time()
    until = begun + asked.seconds
    pause = asked.connections * size / rate if rate else 0.0
    threads = [
        threading.Thread(target=keep, args=(line, until, pause, n / asked.connections)) for n, line in enumerate(lines)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clock = time.perf_counter() - begun
    after = processor(asked)
    refused = sum(line.refused for line in lines)
    events = max(1, sum(len(line.took) - (line in lines[:4]) for line in lines) - refused) * size
    took = sorted(one for line in lines for one in line.took)
    cuts = quantiles(took, n=1000)
    spent = {name: (after[name] - before[name]) / events * 1e6 for name in after}
    return {
        "what": f"{'single calls' if size == 1 else f'batches of {size}'}{', half rate' if rate else ''}",
        "events_per_s": round(events / clock),
        "python_us": round(spent["python"], 1),
        "postgres_us": round(spent["postgres"], 1),
        "client_us": round((time.process_time() - mine) / events * 1e6, 1),
        "p50_ms": round(cuts[499] * 1000, 1),
        "p99_ms": round(cuts[989] * 1000, 1),
        "refused": refused,
    }


def arrivals(asked: argparse.Namespace, *, rate: float, times: int = 10) -> dict[str, Any]:
    """While events come at a rate, see how long one takes to its person, and the next to the person's page."""
    seconds, asked.seconds = asked.seconds, times * 1.5
    crowd = threading.Thread(target=run, args=(asked,), kwargs={"size": 100, "path": "/v1/batch", "rate": rate})
    crowd.start()
    found = [arrival(asked, f"{time.time_ns():x}") for _n in range(times)]
    crowd.join()
    asked.seconds = seconds
    persons, pages = sorted(one[0] for one in found), sorted(one[1] for one in found)
    return {
        "what": "from the answer until it is seen, half rate",
        "person_ms": [round(persons[times // 2] * 1000), round(persons[-1] * 1000)],
        "page_ms": [round(pages[times // 2] * 1000), round(pages[-1] * 1000)],
    }


def arrival(asked: argparse.Namespace, mark: str) -> tuple[float, float]:
    """Identify somebody new and wait for the person on the list; send an event and wait for it on the person's page."""
    someone = {
        "userId": f"n-{mark}",
        "anonymousId": f"v-{mark}",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    call(
        asked,
        "/v1/i",
        someone | {"messageId": f"i-{mark}", "traits": {"email": f"{mark}@arrival.example", "name": "到着"}},
    )
    since = time.perf_counter()
    place = re.compile(r"/console/customers/[0-9a-f-]{36}/")
    while not (named := place.search(page(asked, f"/console/customers/?q={mark}@arrival.example"))):
        time.sleep(0.01)
    person = time.perf_counter() - since
    call(asked, "/v1/t", someone | {"messageId": f"t-{mark}", "event": f"Arrived {mark}"})
    since = time.perf_counter()
    while f"Arrived {mark}" not in page(asked, f"{named[0]}timeline/"):
        time.sleep(0.01)
    return person, time.perf_counter() - since


def call(asked: argparse.Namespace, path: str, said: dict[str, Any]) -> None:
    """Send one item."""
    line = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=30)
    line.request("POST", path, json.dumps(said), {"Authorization": f"Basic {AUTH}"})
    answer = line.getresponse()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")


def page(asked: argparse.Namespace, path: str) -> str:
    """Give a page of the office."""
    line = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=30)
    line.request("GET", path, headers={"Cookie": f"sessionid={asked.session}"})
    return line.getresponse().read().decode()


def keep(line: Line, until: float, pause: float, share: float) -> None:
    """Send until a moment; with a pause, each request at its own time."""
    due = time.perf_counter() + pause * share
    while time.perf_counter() < until:
        if pause:
            time.sleep(max(0.0, due - time.perf_counter()))
            due += pause
        line.send()


def processor(asked: argparse.Namespace) -> dict[str, float]:
    """Give the seconds that the server's and the database's processes have run."""
    found, parents, ours = {"python": 0.0, "postgres": 0.0}, {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
            folder = str((stat.parent / "cwd").readlink())
        except OSError:
            continue
        number = int(stat.parent.name)
        parents[number] = int(words[1])
        ours[number] = ((int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK"), folder)
    for number, (seconds, folder) in ours.items():
        if folder.startswith(str(asked.home)):
            found["postgres"] += seconds
        elif _under(number, asked.server, parents):
            found["python"] += seconds
    return found


def _under(number: int, top: int, parents: dict[int, int]) -> bool:
    while number and number != top:
        number = parents.get(number, 0)
    return number == top


def show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print what was measured."""
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    print(
        f"{'what':<28}{'events/s':>10}{'python µs':>11}{'database µs':>13}{'client µs':>11}{'p50 ms':>8}{'p99 ms':>8}{'refused':>9}"
    )
    for row in (row for row in rows if "events_per_s" in row):
        print(
            f"{row['what']:<28}{row['events_per_s']:>10,}{row['python_us']:>11}{row['postgres_us']:>13}"
            f"{row['client_us']:>11}{row['p50_ms']:>8}{row['p99_ms']:>8}{row['refused']:>9}"
        )
    for row in (row for row in rows if "page_ms" in row):
        print(f"{row['what']}: person {row['person_ms']} ms, timeline page {row['page_ms']} ms (median, worst)")
    for name, figure in PEERS:
        print(f"{name:<40}{figure:>10,}/s")


if __name__ == "__main__":
    main()

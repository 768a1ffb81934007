# SPDX-License-Identifier: Apache-2.0
"""The door of the protocol: a WSGI environment in, an answer out. No Django request, no middleware, no cookie.

Requests wait in `collector` for the commit of what they hold.
"""

import json
import threading
import time
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http.request import validate_host

from omotenashi.engagement.audience import actions as audience
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.actions import Around, Body, Ingested, Malformed, Placed, Prepared
from omotenashi.web.api.collect import answers, bodies, known, pixels, reader
from omotenashi.web.api.collect.answers import Answer
from omotenashi.web.api.collect.collector import Away, Behind, Collector
from omotenashi.web.api.collect.routes import Route, find
from omotenashi.web.api.collect.woken import Woken

# Microseconds between the epochs of Unix and of PostgreSQL.
_EPOCH = 946_684_800_000_000
_reader = Woken(reader.read, name="identity", pause=reader.PAUSE, after_fault=reader.AFTER_FAULT)
# The worker, once asked, goes on looking for longer than a second, so it is asked once a second at most; an idle house
# asks for nothing.
_caller = Woken(audience.ask, name="segments", pause=1.0, after_fault=5.0)
# One body at a time is taken apart: the interpreter does no two at once, and the thread that writes would have to wait
# for its turn among all of them.
_turn = threading.Lock()


def _wake(done: Ingested) -> None:
    if done.telling:
        _reader.wake()
    _caller.wake()


def _place(prepared: Prepared, *, now: datetime) -> Placed:
    timeline.hear(clock=time.monotonic())
    return timeline.place(prepared, now=now)


collector = Collector(timeline.write, place=_place, after=_wake)


def respond(environ: dict[str, Any], route: Route | None = None) -> tuple[Answer, list[tuple[str, str]]]:
    """Answer a request to /v1/; give the answer and its headers."""
    origin = environ.get("HTTP_ORIGIN", "")
    route = route or find(environ["PATH_INFO"])
    answer = _answer(environ, route, origin) if route else answers.NOT_FOUND
    return answer, answers.headers_for(answer, origin=origin, allowed=answer is not answers.WRONG_ORIGIN)


def _answer(environ: dict[str, Any], route: Route, origin: str) -> Answer:
    method = environ["REQUEST_METHOD"]
    if method == "OPTIONS":
        return answers.EMPTY
    try:
        if method == "POST" and route.kind in ("batch", "single"):
            return _take(environ, route, origin)
        if method == "POST" and route.kind == "metrics":
            bodies.read(environ, limit=bodies.BATCH)
            return answers.EMPTY
        if method in ("GET", "HEAD") and route.kind == "settings":
            return _settings(environ, route.write_key)
        if method in ("GET", "HEAD") and route.kind == "pixel":
            return _pixel(environ, route, origin)
    except bodies.TooLarge:
        return answers.TOO_LARGE
    except (bodies.Broken, Malformed):
        return answers.MALFORMED
    except Behind as behind:
        return answers.slower(behind.pause)
    except (Away, known.NotKnown):
        return answers.AWAY
    return answers.WRONG_METHOD


def _take(environ: dict[str, Any], route: Route, origin: str) -> Answer:
    is_batch = route.kind == "batch"
    data = bodies.read(environ, limit=bodies.BATCH if is_batch else bodies.SINGLE)
    with _turn:
        body = timeline.read_batch(data) if is_batch else timeline.read_single(data)
    return _collect(environ, route, origin, body)


def _collect(environ: dict[str, Any], route: Route, origin: str, body: Body) -> Answer:
    sender = known.sender_of(environ.get("HTTP_AUTHORIZATION", ""), body.write_key)
    if sender is None:
        return answers.UNKNOWN_KEY
    if origin and sender.allowed_origins and origin not in sender.allowed_origins:
        return answers.WRONG_ORIGIN
    pause = sender.pace.wait(f"source:{sender.origin.source_id.hex()}")
    if pause:
        return answers.slower(pause)
    retry = environ.get("HTTP_X_RETRY_COUNT", "")
    around = Around(
        received=time.time_ns() // 1000 - _EPOCH, type=route.type, address=_address(environ),
        user_agent=environ.get("HTTP_USER_AGENT", "")[:500], retry=int(retry) if retry.isdigit() and len(retry) < 6 else 0,
    )  # fmt: skip
    with _turn:
        prepared = timeline.prepare(body, around=around, origin=sender.origin)
    if prepared.items or prepared.refusals:
        collector.submit(prepared)
    return answers.DONE


def _pixel(environ: dict[str, Any], route: Route, origin: str) -> Answer:
    """Take what a picture's address says; whoever asks gets the picture."""
    asked = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=20)
    with suppress(Malformed, bodies.TooLarge, Behind, Away, known.NotKnown):
        _collect(environ, route, origin, pixels.body(asked.get("data", [""])[0], limit=bodies.SINGLE))
    return answers.PIXEL


def _settings(environ: dict[str, Any], write_key: str) -> Answer:
    host = environ.get("HTTP_HOST", "")
    sender = known.sender_named(write_key)
    if sender is None or not validate_host(host.rpartition(":")[0] or host, settings.ALLOWED_HOSTS):
        return answers.NOT_FOUND
    segment: dict[str, Any] = {
        "apiKey": write_key,
        "apiHost": f"{host}/v1",
        "deliveryStrategy": {"strategy": "batching", "config": {"size": 10, "timeout": 5000}},
    }
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "")
    if (forwarded or environ["wsgi.url_scheme"]) == "http":
        segment["protocol"] = "http"
    document = {"integrations": {"Segment.io": segment}, "plan": {}, "metrics": {"sampleRate": 0}}
    headers = (answers.JSON, ("Cache-Control", "public, max-age=300"))
    return Answer("200 OK", headers, json.dumps(document).encode())


def _address(environ: dict[str, Any]) -> str:
    """Give the address of who sends; behind a proxy that we trust, the one it names last."""
    near: str = environ.get("REMOTE_ADDR", "")
    # granian names the port too.
    near = near.rpartition(":")[0].strip("[]") if near.count(":") == 1 or near.startswith("[") else near
    if near in settings.TRUSTED_PROXIES:
        return str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()[:64] or near
    return near

# SPDX-License-Identifier: Apache-2.0
"""The door of the tracking protocol: every answer, every limit, hostile bodies, browsers, and no leak."""

import base64
import gzip
import io
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from omotenashi.people.customers.actions import anchors
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.actions import placing
from omotenashi.people.timeline.models import Entry, Rejected, Source
from omotenashi.web.api.collect import door, known
from omotenashi.web.api.collect.collector import Away, Behind, Collector

NOW = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Write in the thread of the test, inside its transaction."""
    known.forget()
    known._cache.senders = {}  # what another test's database held
    placing.forget()
    anchors.forget()
    submit: Any = lambda prepared: timeline.ingest_items(prepared, now=datetime.now(UTC))  # noqa: E731
    monkeypatch.setattr(door.collector, "submit", submit)
    yield
    known.forget()


@pytest.fixture
def web() -> Source:
    """A source of a web site."""
    return timeline.create_source(kind="web", name="Shop", write_key="wk_web", now=NOW)


def send(path: str, body: Any, key: str = "wk_web", **headers: str) -> Any:
    """Send a body as an SDK does: the key in the header, JSON as plain text."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    basic = base64.b64encode(f"{key}:".encode()).decode()
    extra = {"HTTP_AUTHORIZATION": f"Basic {basic}", **headers}
    caller: Any = Client()
    return caller.generic("POST", path, data, content_type="text/plain", **extra)


def track(**more: Any) -> dict[str, Any]:
    """Give a track."""
    return {"type": "track", "event": "Product Viewed", "messageId": "m1", "anonymousId": "a1", **more}


def reasons() -> list[str]:
    """Give why items were refused."""
    return list(Rejected.objects.order_by("reason").values_list("reason", flat=True))


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/batch/", "/v1/b", "/v1/b/", "/v1/import", "/v1/import/"])
def test_a_batch_is_taken_at_every_address_of_its_own(path: str, web: Source) -> None:
    answer = send(path, {"batch": [track(), track(messageId="m2", userId="u1")], "sentAt": "2026-11-22T00:00:00Z"})
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    found = Entry.objects.order_by("seq").values_list("message_id", "type", "name", "source_id")
    assert list(found) == [("m1", "track", "Product Viewed", web.pk), ("m2", "track", "Product Viewed", web.pk)]


CALLS: dict[str, dict[str, Any]] = {
    "identify": {"userId": "u1", "traits": {"email": "hana@example.com"}}, "track": {"userId": "u1", "event": "E"},
    "page": {"userId": "u1", "name": "Home"}, "screen": {"userId": "u1", "name": "Home"},
    "group": {"userId": "u1", "groupId": "g1"}, "alias": {"userId": "u1", "previousId": "a1"},
}  # fmt: skip


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(("kind", "short"), [(kind, kind[0]) for kind in CALLS])
def test_each_single_call_has_a_long_and_a_short_address(kind: str, short: str, slash: str, web: Source) -> None:
    assert send(f"/v1/{kind}{slash}", CALLS[kind] | {"messageId": "long"}).status_code == 200
    assert send(f"/v1/{short}{slash}", CALLS[kind] | {"messageId": "short"}).status_code == 200
    assert sorted(Entry.objects.values_list("message_id", "type")) == [("long", kind), ("short", kind)]


def test_the_names_of_what_is_no_track(web: Source) -> None:
    send("/v1/b", {"batch": [CALLS[kind] | {"type": kind} for kind in CALLS]})
    assert list(Entry.objects.order_by("seq").values_list("name", "props")) == [
        ("Identified", {"email": "hana@example.com"}), ("E", {}), ("Page Viewed", {"name": "Home"}),
        ("Screen Viewed", {"name": "Home"}), ("Group Joined", {"groupId": "g1"}), ("Aliased", {}),
    ]  # fmt: skip


def test_a_message_id_counts_once_within_what_is_public_and_once_within_what_is_trusted(web: Source) -> None:
    timeline.create_source(kind="app", name="App", write_key="wk_app", now=NOW)
    timeline.create_source(kind="server", name="Server", write_key="wk_server", now=NOW)
    known.forget()
    for key in ("wk_web", "wk_app", "wk_server", "wk_server"):
        assert send("/v1/t", track(), key).status_code == 200
    kinds = Entry.objects.order_by("seq").values_list("source__kind", flat=True)
    assert list(kinds) == ["web", "server"]


@pytest.mark.parametrize(
    ("headers", "body_key", "status"),
    [
        ({"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"wk_web:").decode()}, "", 200),
        ({"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"wk_web").decode()}, "", 200),
        ({"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"wk_web:secret").decode()}, "", 200),
        ({"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"other:").decode()}, "wk_web", 401),
        ({"HTTP_AUTHORIZATION": "Basic %%%"}, "wk_web", 401),
        ({"HTTP_AUTHORIZATION": "Bearer wrong"}, "wk_web", 401),
        ({}, "wk_web", 200),
        ({}, "", 401),
        ({}, "other", 401),
    ],
)
def test_the_header_counts_before_the_body(headers: dict[str, str], body_key: str, status: int, web: Source) -> None:
    data = json.dumps(track(writeKey=body_key)).encode()
    caller: Any = Client()
    answer = caller.generic("POST", "/v1/t", data, **headers)
    assert (answer.status_code, Entry.objects.count()) == (status, 1 if status == 200 else 0)


def test_a_source_may_demand_a_token(web: Source) -> None:
    token = timeline.issue_token(source_id=web.pk)
    Source.objects.update(bearer_only=True)
    data = json.dumps(track(writeKey="wk_web")).encode()
    assert Client().generic("POST", "/v1/t", data).status_code == 401
    answer = Client().generic("POST", "/v1/t", data, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (answer.status_code, Entry.objects.count()) == (200, 1)


def test_a_revoked_key_is_unknown(web: Source) -> None:
    timeline.revoke_source(source_id=web.pk, now=NOW)
    answer = send("/v1/t", track())
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_write_key")
    assert Entry.objects.count() == 0


def padded(size: int) -> bytes:
    """Give a track of exactly so many bytes."""
    bare = len(json.dumps(track(properties={"x": ""})))
    return json.dumps(track(properties={"x": "y" * (size - bare)})).encode()


@pytest.mark.parametrize(("size", "status", "rows"), [(32 * 1024, 200, 1), (32 * 1024 + 1, 400, 0)])
def test_a_single_call_holds_32_kb(size: int, status: int, rows: int, web: Source) -> None:
    answer = send("/v1/t", padded(size))
    assert (answer.status_code, Entry.objects.count(), Rejected.objects.count()) == (status, rows, 0)


@pytest.mark.parametrize(("size", "status"), [(500 * 1024, 200), (500 * 1024 + 1, 400)])
@pytest.mark.parametrize("packed", [False, True])
def test_a_batch_holds_500_kb_counted_after_inflating(size: int, status: int, packed: bool, web: Source) -> None:
    body = json.dumps({"batch": [track()]}).encode().ljust(size)
    more = {"HTTP_CONTENT_ENCODING": "gzip"} if packed else {}
    answer = send("/v1/b", gzip.compress(body) if packed else body, **more)
    assert (answer.status_code, Entry.objects.count()) == (status, 1 if status == 200 else 0)


def test_a_bomb_is_not_inflated(web: Source) -> None:
    answer = send("/v1/b", gzip.compress(bytes(100_000_000)), HTTP_CONTENT_ENCODING="gzip")
    assert (answer.status_code, answer.json()["code"]) == (400, "payload_too_large")


def test_what_comes_in_chunks_is_read_to_its_end(web: Source) -> None:
    body = json.dumps({"batch": [track()], "writeKey": "wk_web"}).encode()
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/v1/b", "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http",
        "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked",
    }  # fmt: skip
    answer, _headers = door.respond(environ)
    assert (answer.status, Entry.objects.count()) == ("200 OK", 1)


def test_one_item_that_is_too_large_costs_no_other(web: Source) -> None:
    large = json.loads(padded(32 * 1024 + 1))
    assert send("/v1/b", {"batch": [large, track(messageId="m2")]}).status_code == 200
    assert (list(Entry.objects.values_list("message_id", flat=True)), reasons()) == (["m2"], ["item_too_large"])


def test_the_surplus_of_a_batch_is_kept_and_can_be_replayed(web: Source) -> None:
    items = [{"type": "track", "event": "E", "userId": "u", "messageId": f"m{n}"} for n in range(2501)]
    assert send("/v1/b", {"batch": items}).status_code == 200
    assert (Entry.objects.count(), reasons()) == (2500, ["too_many_items"])
    done = timeline.replay(rejected_ids=[Rejected.objects.get().pk], now=NOW)
    assert (done.written, done.refused, Entry.objects.count()) == (1, 0, 2501)
    assert Rejected.objects.get().replayed_at == NOW


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (track(anonymousId=None), "no_id"),
        (track(anonymousId="", userId=""), "no_id"),
        (track(anonymousId="null"), "no_id"),
        (track(event=""), "no_event_name"),
        (track(event=None), "no_event_name"),
        (track(type="purchase"), "unknown_type"),
        (track(type=None), "unknown_type"),
        ("words", "unknown_type"),
        (track(messageId="x" * 101), "message_id_too_long"),
        (track(type="alias"), "bad_alias"),
        (track(type="group"), "no_group"),
    ],
)
def test_a_bad_item_is_kept_with_its_reason_and_answered_with_200(item: Any, reason: str, web: Source) -> None:
    assert send("/v1/b", {"batch": [item]}).status_code == 200
    assert (Entry.objects.count(), reasons()) == (0, [reason])
    assert send("/v1/b", {"batch": [item]}).status_code == 200
    assert reasons() == [reason]


def test_a_type_that_contradicts_its_address_is_refused(web: Source) -> None:
    assert send("/v1/i", track()).status_code == 200
    assert (Entry.objects.count(), reasons()) == (0, ["type_mismatch"])


DEEP = '{"a":' * 60 + "1" + "}" * 60


@pytest.mark.parametrize(
    ("props", "stored"),
    [
        (b'{"x":"a\\u0000b"}', {"x": "a\ufffdb"}),
        (b'{"x":"a\\ud800b"}', {"x": "a\ufffdb"}),
        (b'{"x":"\\ud83d\\ude00"}', {"x": "😀"}),
        (b'{"x":"a\xff"}', {"x": "a\ufffd"}),
        (b'{"x":1e400}', {"x": None}),
        (b'{"x":1e-99999}', {"x": 0}),
        (b'{"x":12345678901234567890123456789}', {"x": "12345678901234567890123456789"}),
        (b'{"x":1.50}', {"x": 1.5}),
        (b'["list"]', {}),
        (b'"words"', {}),
        (b"null", {}),
    ],
)
def test_whatever_json_holds_is_stored(props: bytes, stored: Any, web: Source) -> None:
    body = b'{"batch":[{"type":"track","event":"E","messageId":"m","userId":"u","properties":%s}]}' % props
    assert send("/v1/b", body).status_code == 200
    found = Entry.objects.get()
    if "12345678901234567890123456789" in str(found.props):
        found.props["x"] = str(found.props["x"])  # as a number or as text: nothing is lost
    assert found.props == stored


def test_great_depth_is_flattened_to_text(web: Source) -> None:
    assert send("/v1/t", json.dumps(track()).replace('"m1"', f'"m1","properties":{DEEP}').encode()).status_code == 200
    value, levels = Entry.objects.get().props, 1
    while isinstance(value["a"], dict):
        value, levels = value["a"], levels + 1
    assert (levels, isinstance(value["a"], str)) == (20, True)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"batch":{}}', b"{}", b"[" * 100_000, b'{"a":' * 50_000]
)
def test_what_is_no_batch_is_refused_for_good(body: bytes, web: Source) -> None:
    answer = send("/v1/batch", body)
    assert (answer.status_code, answer.json()["code"], Entry.objects.count()) == (400, "malformed", 0)


def test_broken_gzip_is_malformed(web: Source) -> None:
    assert send("/v1/b", b"not gzip", HTTP_CONTENT_ENCODING="gzip").status_code == 400


def test_unknown_keys_the_connection_and_the_envelope_are_kept_in_the_context(web: Source) -> None:
    item = track(_metadata={"bundled": []}, channel="client", context={"page": {"path": "/x"}, "store_id": "nowhere"})
    body = {"batch": [item], "context": {"locale": "ja", "page": 1}, "integrations": {"All": False}}
    assert send("/v1/b", body, HTTP_USER_AGENT="Googlebot/2.1", HTTP_X_RETRY_COUNT="2").status_code == 200
    assert Entry.objects.get().context == {
        "locale": "ja", "page": {"path": "/x"}, "store_id": "nowhere", "_integrations": {"All": False},
        "_extra": {"_metadata": {"bundled": []}, "channel": "client"}, "ip": "127.0.0.1",
        "userAgent": "Googlebot/2.1", "machine": True, "_retry": 2, "_unknown": ["store_id"],
    }  # fmt: skip


def test_too_fast_a_key_is_told_when_to_come_back(web: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 1.0)
    Source.objects.update(rate_limit=2)
    answers = [send("/v1/t", track(messageId=f"m{n}")) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (answers[2]["Retry-After"], answers[2]["X-RateLimit-Reset"]) == ("1", "1")


@pytest.mark.parametrize(("failure", "status", "pause"), [(Behind(4.2), 429, "5"), (Away(), 503, "5")])
def test_a_collector_that_cannot_is_said_so(
    failure: Exception, status: int, pause: str, web: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_prepared: Any) -> None:
        raise failure

    monkeypatch.setattr(door.collector, "submit", fail)
    answer = send("/v1/t", track(), HTTP_ORIGIN="https://shop.example")
    assert (answer.status_code, answer["Retry-After"]) == (status, pause)
    assert answer["Access-Control-Expose-Headers"] == "Retry-After, X-RateLimit-Reset"
    assert answer["Access-Control-Allow-Origin"] == "https://shop.example"


def test_a_preflight_costs_no_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = Client().options("/v1/t", HTTP_ORIGIN="https://shop.example")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "https://shop.example")
    assert answer["Access-Control-Allow-Headers"] == "authorization, content-type, x-retry-count"
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


def test_a_key_can_be_bound_to_origins(web: Source) -> None:
    Source.objects.update(allowed_origins=["https://shop.example"])
    assert send("/v1/t", track(), HTTP_ORIGIN="https://evil.example").status_code == 403
    assert Entry.objects.count() == 0
    answer = send("/v1/t", track(), HTTP_ORIGIN="https://shop.example")
    assert (answer.status_code, Entry.objects.count()) == (200, 1)


def test_the_settings_document(web: Source) -> None:
    answer = Client().get("/v1/projects/wk_web/settings", HTTP_HOST="localhost:8000")
    assert answer.json() == {
        "integrations": {
            "Segment.io": {
                "apiKey": "wk_web", "apiHost": "localhost:8000/v1", "protocol": "http",
                "deliveryStrategy": {"strategy": "batching", "config": {"size": 10, "timeout": 5000}},
            }
        },
        "plan": {}, "metrics": {"sampleRate": 0},
    }  # fmt: skip
    assert answer["Cache-Control"] == "public, max-age=300"
    assert Client().get("/v1/projects/nobody/settings").status_code == 404
    assert Client().get("/v1/projects/wk_web/settings", HTTP_HOST="evil.example").status_code == 400


@pytest.mark.parametrize("packed", [True, False])
def test_the_pixel_writes_and_is_always_a_picture(packed: bool, web: Source) -> None:
    said = json.dumps(track(writeKey="wk_web"))
    data = base64.urlsafe_b64encode(said.encode()).decode().rstrip("=") if packed else said
    answer = Client().get("/v1/pixel/track", {"data": data})
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/gif", "no-store")
    assert Entry.objects.get().context["pixel"] is True
    for wrong in ("", "%%%", "e30", "x" * 100_000):
        assert Client().get("/v1/pixel/track/", {"data": wrong}).content[:6] == b"GIF89a"
    assert Entry.objects.count() == 1


def test_nothing_at_all_redirects_and_no_answer_tells_of_customers(web: Source) -> None:
    send("/v1/i", {"userId": "u1", "anonymousId": "a1", "traits": {"email": "hana@example.com", "name": "花"}})
    paths = ("batch", "b", "i", "t", "m", "pixel/track", "projects/wk_web/settings", "entries", "customers", "u1", "")
    for path in paths:
        for slash in ("", "/"):
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"):
                answer = Client().generic(method, f"/v1/{path}{slash}", b"{}", HTTP_AUTHORIZATION="Basic d2tfd2ViOg==")
                assert answer.status_code not in range(300, 400), (method, path)
                assert b"hana" not in answer.content
                assert "花".encode() not in answer.content


@pytest.mark.parametrize("path", ["/api/v1/customers", "/api/v1/orders"])
def test_a_write_key_reads_nothing(path: str, web: Source) -> None:
    for header in ("Basic d2tfd2ViOg==", "Bearer wk_web"):
        assert Client().get(path, HTTP_AUTHORIZATION=header).status_code == 401


def test_requests_that_wait_together_are_written_together() -> None:
    seen: list[int] = []
    begun, go = threading.Event(), threading.Event()

    def ingest(prepared: Any, *, now: datetime) -> None:
        begun.set()
        go.wait(5)
        seen.append(len(prepared.items))

    collector = Collector(ingest)
    item: Any = object()
    threads = [
        threading.Thread(target=collector.submit, args=(timeline.Prepared([item], []),), daemon=True) for _ in range(9)
    ]
    threads[0].start()
    begun.wait(5)
    for thread in threads[1:]:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(5)
    assert (sum(seen), len(seen) <= 3, any(thread.is_alive() for thread in threads)) == (9, True, False)


def test_a_fault_of_ours_spoils_only_the_request_that_meets_it() -> None:
    def ingest(prepared: Any, *, now: datetime) -> None:
        if "bad" in prepared.items:
            raise ValueError("bad")

    collector = Collector(ingest)
    told: dict[str, bool] = {}

    def submit(name: Any) -> None:
        try:
            collector.submit(timeline.Prepared([name], []))
            told[name] = True
        except Away:
            told[name] = False

    threads = [threading.Thread(target=submit, args=(name,)) for name in ("good", "bad", "fine")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert told == {"good": True, "bad": False, "fine": True}


def test_a_request_that_cannot_be_placed_spoils_no_other_and_is_not_acknowledged() -> None:
    def place(prepared: Any, *, now: datetime) -> Any:
        if "bad" in prepared.items:
            raise ValueError("bad")
        return prepared

    told: dict[str, bool] = {}
    collector = Collector(lambda _ready, now: None, place=place)

    def submit(name: Any) -> None:
        try:
            collector.submit(timeline.Prepared([name], []))
            told[name] = True
        except Away:
            told[name] = False

    threads = [threading.Thread(target=submit, args=(name,)) for name in ("good", "bad", "fine")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert told == {"good": True, "bad": False, "fine": True}


def test_nobody_is_acknowledged_while_the_database_is_away() -> None:
    seen: list[int] = []

    def place(prepared: Any, *, now: datetime) -> Any:
        seen.append(len(prepared.items))
        raise OperationalError("gone")

    item: Any = object()
    collector = Collector(lambda _ready, now: seen.append(-1), place=place)
    for _n in range(2):
        with pytest.raises(Away):
            collector.submit(timeline.Prepared([item], []))
    assert seen == [1, 1]


def test_what_came_of_each_batch_is_told_after_it_is_acknowledged() -> None:
    told: list[Any] = []
    known_by = threading.Event()

    def after(done: Any) -> None:
        told.append(done)
        known_by.set()

    item: Any = "item"
    collector = Collector(lambda ready, now: ready.items, after=after)
    collector.submit(timeline.Prepared([item], []))
    assert (known_by.wait(5), told) == (True, [["item"]])

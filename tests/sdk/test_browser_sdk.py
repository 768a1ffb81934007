# SPDX-License-Identifier: Apache-2.0
"""analytics-next in a real browser on another origin, in both ways of delivery, preflight included."""

import json
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from omotenashi.people.timeline.models import Entry, Rejected
from tests.sdk.conftest import HERE

pytestmark = pytest.mark.browser
_PAGE = "<!doctype html><meta charset=utf-8><title>shop</title><script src=/index.js></script>"
_CALLS = """
async ([root, delivery]) => {
  const { AnalyticsBrowser } = window.AnalyticsNext;
  const host = root.replace("http://", "") + "/v1";
  const [analytics] = await AnalyticsBrowser.load(
    { writeKey: "wk_web", cdnURL: root },
    delivery ? { integrations: { "Segment.io": { apiHost: host, protocol: "http", deliveryStrategy: delivery } } } : {});
  await analytics.page("Home");
  await analytics.track("Product Viewed", { sku: "A-1", price: 12800 });
  await analytics.identify("u9", { email: "hana@example.com" });
  await analytics.screen("Card");
  await analytics.group("g1", { name: "Hana Inc." });
  await analytics.alias("u10");
  return analytics.user().anonymousId();
}
"""


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        body = _PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *_words: Any) -> None:
        return


@pytest.fixture
def site(node: str) -> Iterator[str]:
    """A shop on an origin of its own that serves the SDK as npm has it."""
    del node
    folder: Path = HERE / "node_modules/@segment/analytics-next/dist/umd"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("delivery", [None, {"strategy": "standard"}], ids=["batching", "standard"])
def test_a_browser_on_another_origin(port: int, site: str, browser: Any, delivery: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.method, request.url.partition(f":{port}")[2])))
    page.goto(site)
    visitor = page.evaluate(_CALLS, [f"http://127.0.0.1:{port}", delivery])
    end = time.monotonic() + 20
    while Entry.objects.filter(source__kind="web").count() < 6 and time.monotonic() < end:
        page.wait_for_timeout(200)
    context.close()
    rows = Entry.objects.filter(source__kind="web")
    found = sorted(rows.values_list("type", "name"))
    assert found == [
        ("alias", "Aliased"), ("group", "Group Joined"), ("identify", "Identified"), ("page", "Page Viewed"),
        ("screen", "Screen Viewed"), ("track", "Product Viewed"),
    ]  # fmt: skip
    assert (Rejected.objects.count(), bool(json.dumps(visitor))) == (0, True)
    assert rows.get(type="alias").others == []
    assert rows.get(type="track").props == {"sku": "A-1", "price": 12800}
    assert rows.get(type="page").context["page"]["title"] == "shop"
    sent = sorted({path for method, path in asked if method == "POST"})
    assert sent == (["/v1/b"] if delivery is None else ["/v1/a", "/v1/g", "/v1/i", "/v1/p", "/v1/s", "/v1/t"])

# SPDX-License-Identifier: Apache-2.0
"""A retailer's own site on one origin and a collector on another, for tests of the tag."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from omotenashi.web.ui import build

PRODUCT = json.dumps(
    {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "BreadcrumbList"},
            {
                "@type": "Product", "sku": "A001-01", "name": "飯碗 白磁", "category": "器",
                "brand": {"@type": "Brand", "name": "茜葉堂"},
                "offers": {"@type": "Offer", "price": "2640", "priceCurrency": "JPY"},
            },
        ],
    },
    ensure_ascii=False,
)  # fmt: skip
PAGES = {
    "/": "<h1>茜葉堂</h1>",
    "/search": '<p><b data-omotenashi-results="12">12件</b></p>',
    "/p/A001": f'<script type="application/ld+json">{PRODUCT}</script><h1>飯碗</h1>',
    "/p/B002": '<main data-omotenashi-view="B002-01" data-omotenashi-name="急須" data-omotenashi-price="¥4,400">'
    '<button type="button" data-omotenashi-add="B002-01" data-omotenashi-quantity="2">カートに入れる</button></main>',
    "/cart": '<main data-omotenashi-step="cart"><a href="/contact">問い合わせ</a></main>',
    "/contact": '<form name="inquiry" action="/thanks" method="get">'
    '<input name="mail" type="email"><textarea name="body"></textarea><button>送信</button></form>',
    "/thanks": "<h1>ありがとうございます</h1>",
}


@dataclass
class Site:
    """What the site answers, and what the collector was sent."""

    url: str = ""
    attributes: str = 'data-key="wk_test" data-consent="granted"'
    before: str = ""
    collector: str = ""
    status: int = 200
    bodies: list[dict[str, Any]] = field(default_factory=list)
    types: set[str] = field(default_factory=set)

    @property
    def items(self) -> list[dict[str, Any]]:
        """Everything that was accepted, each message once, in the order of the browser."""
        once = {item["messageId"]: item for body in list(self.bodies) for item in body["batch"]}
        return sorted(once.values(), key=lambda item: str(item["timestamp"]))

    @property
    def names(self) -> list[str]:
        """The name of each event, `page` and `identify` for those without."""
        return [item.get("event") or item["type"] for item in self.items]


@contextmanager
def running() -> Iterator[Site]:
    """Run both; they end with the block."""
    site = Site()
    with _serving(_pages(site)) as shop, _serving(_collector(site)) as collector:
        site.url, site.collector = shop, collector
        yield site


def _pages(site: Site) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        path = urlsplit(handler.path).path
        source = f'<script async src="{site.collector}/v1/tag.js" {site.attributes}></script>'
        before = f"<script>{site.before}</script>" if site.before else ""
        page = (
            f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{path}</title>{before}{source}</head>'
        )
        _send(handler, 200 if path in PAGES else 404, f"{page}<body>{PAGES.get(path, '')}</body></html>", "text/html")

    return answer


def _collector(site: Site) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/v1/tag.js":
            _send(handler, 200, build.TAG.read_text(encoding="utf-8"), "text/javascript")
            return
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        site.types.add(handler.headers.get("Content-Type", "").split(";")[0])
        if handler.command == "POST" and site.status == 200:
            site.bodies.append(json.loads(body))
        _send(handler, site.status, '{"success": true}', "application/json")

    return answer


def _send(handler: BaseHTTPRequestHandler, status: int, text: str, kind: str) -> None:
    data = text.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", f"{kind}; charset=utf-8")
    handler.send_header("Content-Length", str(len(data)))
    handler.send_header("Access-Control-Allow-Origin", "*")
    handler.end_headers()
    handler.wfile.write(data)


@contextmanager
def _serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that http.server calls
            answer(self)

        do_POST = do_OPTIONS = do_GET  # noqa: N815  # the names that http.server calls

        def log_message(self, *given: object) -> None:
            del given

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

# SPDX-License-Identifier: Apache-2.0
"""A receiver of webhooks on a port of its own: it checks signatures, drops repeats, and answers as it is told."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """What came, and what is answered: the next of `answers`, then 200."""

    def __init__(self) -> None:
        self.url, self.secret = "", ""
        self.answers: list[int] = []
        self.calls: list[str] = []
        self.heard: dict[str, Any] = {}
        self.forged = 0

    def take(self, headers: Any, body: str) -> int:
        """Hear one call; the same id again is a repeat."""
        mark, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        wanted = base64.b64encode(hmac.digest(key, f"{mark}.{stamp}.{body}".encode(), hashlib.sha256)).decode()
        self.forged += headers["webhook-signature"] != f"v1,{wanted}"
        self.calls.append(mark)
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.heard[mark] = json.loads(body)
        return status


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Stand on a port and hear."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = found.take(self.headers, self.rfile.read(int(self.headers["content-length"])).decode())
            self.send_response(status)
            self.send_header("location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write("受け取りました".encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/hook?from=omotenashi"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()

# SPDX-License-Identifier: Apache-2.0
"""What every stand-in (シミュレーター) of another company is served by: a small HTTP server on this machine's own address."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

# `(method, path, headers in small letters, body) -> (status, headers, body)`; status 0: it was taken, and no answer comes.
type Answer = tuple[int, Mapping[str, str], bytes]
type Asked = Callable[[str, str, Mapping[str, str], bytes], Answer]


def serve(name: str, asked: Asked) -> ThreadingHTTPServer:
    """Begin to serve; it ends with the process, or when it is shut down."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = f"{name}-stand-in"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:  # the library's name
            self._answer(b"")

        def do_DELETE(self) -> None:  # the library's name
            self._answer(b"")

        def do_POST(self) -> None:  # the library's name
            self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _answer(self, body: bytes) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            status, extra, said = asked(self.command, urlsplit(self.path).path, headers, body)
            if not status:
                # It was taken, and whoever sent it will never know.
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            for key, value in {**extra, "Content-Length": str(len(said))}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(said)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True, name=f"{name}-stand-in").start()
    return server


def address_of(server: ThreadingHTTPServer) -> str:
    """Give where a stand-in is found."""
    return f"http://127.0.0.1:{server.server_port}"


@contextmanager
def standing_in(name: str, asked: Asked) -> Iterator[str]:
    """Run a stand-in for a while; give its address."""
    server = serve(name, asked)
    try:
        yield address_of(server)
    finally:
        server.shutdown()
        server.server_close()

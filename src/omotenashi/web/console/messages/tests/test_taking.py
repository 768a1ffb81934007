# SPDX-License-Identifier: Apache-2.0
"""A picture that stands elsewhere is kept here by one press, and then it is printed; nobody looks into our own network by it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.urls import reverse

from omotenashi.engagement.messaging.models import Picture
from omotenashi.engagement.messaging.queries import paper, read
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.messages.tests.test_composer import PNG, office

pytestmark = pytest.mark.django_db
PAGES = {
    "/p.png": (200, PNG),
    "/gone.png": (404, PNG),
    "/on.png": (302, b""),
    "/page": (200, b"<html>"),
    "/big": (200, b"x" * 1_500_002),
}


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[str]:
    """Somebody else's site, which the house may ask."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = PAGES[self.path]
            self.send_response(status)
            self.send_header("location", "/p.png")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.HOOKS_INSIDE = ["127.0.0.0/8"]
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _taken(client: Any, address: str) -> Any:
    return client.post(reverse("console:message-picture-taken"), {"src": address, "alt": "花"})


def _printed(address: str) -> list[int]:
    content = read({"subject": "s", "blocks": [{"kind": "picture", "src": address, "alt": "花"}]})
    return [dots for _at, _address, dots in paper.coarse(content)]


def test_a_picture_from_elsewhere_is_kept_and_printed_and_twice_it_is_one(elsewhere: str) -> None:
    client = office()
    found = [_taken(client, f"{elsewhere}/p.png").json() for _ in range(2)]
    assert (found[0] == found[1], Picture.objects.count(), found[0]["alt"]) == (True, 1, "花")
    # From elsewhere it would not be printed at all; kept here it is fine enough.
    assert (_printed(f"{elsewhere}/p.png"), _printed(found[0]["src"])) == ([0], [])
    assert AuditEntry.objects.filter(subject="message:picture").count() == 2


@pytest.mark.parametrize("path", ["/gone.png", "/on.png", "/page", "/big"])
def test_what_is_gone_moved_no_picture_or_too_large_is_refused(elsewhere: str, path: str) -> None:
    answer = _taken(office(), elsewhere + path)
    assert (answer.status_code, bool(answer.json()["words"]), Picture.objects.count()) == (422, True, 0)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/brand/p/x",
        "file:///etc/passwd",
        "http://user:secret@127.0.0.1/p.png",
        "http://[",
        "http://nobody.invalid/p.png",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    assert (_taken(office(), address).status_code, Picture.objects.count()) == (422, 0)


def test_an_address_in_our_own_network_is_never_asked(elsewhere: str, settings: Any) -> None:
    settings.HOOKS_INSIDE = []
    assert (_taken(office(), f"{elsewhere}/p.png").status_code, Picture.objects.count()) == (422, 0)


def test_who_may_not_write_messages_takes_nothing(elsewhere: str) -> None:
    assert (_taken(office("support"), f"{elsewhere}/p.png").status_code, Picture.objects.count()) == (403, 0)

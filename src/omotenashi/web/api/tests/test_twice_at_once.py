# SPDX-License-Identifier: Apache-2.0
"""Over real HTTP: two requests with one key at the same moment have one effect."""

import http.client
import json
import threading
import time
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from omotenashi.base.idempotency import actions as idempotency
from omotenashi.people.customers.models import Profile
from omotenashi.people.staff import actions as staff
from omotenashi.web.api.customers import writing as customers_in

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]

BODY = json.dumps({"records": [{"identifiers": [{"type": "member_no", "value": "M1"}]}]})


def _two_posts(address: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[tuple[int, str | None, Any]]]:
    """Post the same twice at once; give how often the work was done, and status, Retry-After and body of each answer."""
    secret = staff.issue_key(name="till", role="headquarters", issued_by=None)[1]
    done: list[int] = []
    register = customers_in.register

    def slow(*arguments: Any, **named: Any) -> Any:
        done.append(1)
        time.sleep(0.7)
        return register(*arguments, **named)

    monkeypatch.setattr(customers_in, "register", slow)
    answers: list[tuple[int, str | None, Any]] = []
    headers = {
        "Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": "key-0001",
        "Accept-Language": "en",
    }  # fmt: skip

    def post() -> None:
        with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
            connection.request("POST", "/api/v1/customers", BODY, headers)
            answer = connection.getresponse()
            said = answer.read()
            is_json = "json" in (answer.getheader("Content-Type") or "")
            answers.append((answer.status, answer.getheader("Retry-After"), json.loads(said) if is_json else None))

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    post()
    return len(done), sorted(answers[:2], key=lambda answer: answer[0]) + answers[2:]


def test_two_posts_with_one_key_at_once_have_one_effect(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    done, answers = _two_posts(live_server.url, monkeypatch)
    first, second, later = answers
    assert done == 1
    assert (first[0], second[0], second[1], second[2]["code"]) == (200, 409, "1", "still_running")
    assert later == first
    assert Profile.objects.count() == 1


def test_without_the_lock_the_work_is_done_twice(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the test above would see it."""
    monkeypatch.setattr(idempotency, "_lock", lambda owner, key: None)
    done, _answers = _two_posts(live_server.url, monkeypatch)
    assert done == 2

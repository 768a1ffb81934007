# SPDX-License-Identifier: Apache-2.0
"""A request that comes twice has one effect."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from omotenashi.base.idempotency import actions as idempotency
from omotenashi.base.idempotency.actions import Answer
from omotenashi.base.idempotency.models import Request
from omotenashi.base.tests.together import together

pytestmark = pytest.mark.django_db


class Work:
    """Work that counts how often it was done."""

    def __init__(self, *, seconds: float = 0) -> None:
        self.done, self.seconds = 0, seconds

    def __call__(self) -> Answer:
        self.done += 1
        time.sleep(self.seconds)
        return Answer(200, f"done {self.done}")


def test_the_same_key_and_body_get_the_first_answer() -> None:
    work = Work()
    first = idempotency.answer_once(owner="till", key="k", body=b"x", work=work)
    second = idempotency.answer_once(owner="till", key="k", body=b"x", work=work)
    assert (first, second) == (Answer(200, "done 1"), Answer(200, "done 1", is_repeat=True))
    assert work.done == 1


def test_another_body_under_the_same_key_is_refused() -> None:
    work = Work()
    idempotency.answer_once(owner="till", key="k", body=b"x", work=work)
    with pytest.raises(idempotency.OtherBody):
        idempotency.answer_once(owner="till", key="k", body=b"y", work=work)
    assert work.done == 1


def test_two_owners_may_use_one_key() -> None:
    work = Work()
    for owner in ("till", "shop"):
        idempotency.answer_once(owner=owner, key="k", body=b"x", work=work)
    assert work.done == 2


def test_work_that_fails_leaves_the_key_free() -> None:
    def fail() -> Answer:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        idempotency.answer_once(owner="till", key="k", body=b"x", work=fail)
    assert idempotency.answer_once(owner="till", key="k", body=b"x", work=Work()) == Answer(200, "done 1")


def test_old_answers_are_forgotten() -> None:
    idempotency.answer_once(owner="till", key="k", body=b"x", work=Work())
    assert idempotency.forget(before=datetime.now(UTC) - timedelta(minutes=1)) == 0
    assert idempotency.forget(before=datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert Request.objects.count() == 0


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_to_come_back() -> None:
    work = Work(seconds=0.5)
    ask = lambda: idempotency.answer_once(owner="till", key="k", body=b"x", work=work)  # noqa: E731  # one line twice
    found = together([ask, ask])
    assert sorted(type(answer).__name__ for answer in found) == ["Answer", "StillRunning"]
    assert work.done == 1


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_work_is_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control. The constraint still lets only one of the two commit."""
    monkeypatch.setattr(idempotency, "_lock", lambda owner, key: None)
    work = Work(seconds=0.5)
    ask = lambda: idempotency.answer_once(owner="till", key="k", body=b"x", work=work)  # noqa: E731  # one line twice
    found = together([ask, ask])
    assert work.done == 2
    assert sorted(type(answer).__name__ for answer in found) == ["Answer", "IntegrityError"]

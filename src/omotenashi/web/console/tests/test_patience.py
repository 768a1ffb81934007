# SPDX-License-Identifier: Apache-2.0
"""A page that a cluster works out: its reader is told, it goes on, it is worked out once, and DuckDB is asked plainly."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from omotenashi.web.console import patience


@pytest.fixture(autouse=True)
def _cluster(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.LAKE_ENGINE = "spark://somewhere:7077"
    monkeypatch.setattr(patience, "SECONDS", 0.0)
    # Work in another thread would hang up the connection of its own, which there is none of.
    monkeypatch.setattr(patience, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(patience, "_waiting", lambda request, *, seconds: HttpResponse(status=202))
    with translation.override("en"):
        yield


class _Page:
    """A page that answers when it is let; in which language each time."""

    def __init__(self) -> None:
        self.may_answer, self.answered, self.asked = threading.Event(), threading.Event(), list[str]()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(translation.get_language())
        self.may_answer.wait(20)
        self.answered.set()
        return HttpResponse(request.path)


def _get(path: str = "/console/", *, htmx: bool = False) -> Any:
    request = RequestFactory().get(path)
    return _with(request, user=SimpleNamespace(pk=1), htmx=htmx)


def _with(request: Any, **given: Any) -> Any:
    for name, value in given.items():
        setattr(request, name, value)
    return request


def test_a_reader_is_told_to_wait_and_what_was_begun_is_begun_once() -> None:
    page = _Page()
    view = patience.patient(page)
    assert [view(_get()).status_code for _ in range(3)] == [202, 202, 202]
    assert page.asked == ["en"]
    page.may_answer.set()
    assert page.answered.wait(20)


def test_whoever_asked_gets_the_answer_in_the_own_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 20.0)
    page = _Page()
    page.may_answer.set()
    with translation.override("ja"):
        found: Any = patience.patient(page)(_get("/console/figures/rfm/"))
    assert (found.status_code, found.content, page.asked) == (200, b"/console/figures/rfm/", ["ja"])


def test_a_page_that_fails_fails_for_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 20.0)

    def broken(request: HttpRequest) -> HttpResponse:
        raise LookupError(request.path)

    with pytest.raises(LookupError, match="/console/"):
        patience.patient(broken)(_get())


@pytest.mark.parametrize(("engine", "htmx"), [("duckdb", False), ("spark://somewhere:7077", True)])
def test_duckdb_and_parts_of_a_page_are_asked_in_the_own_thread(settings: Any, engine: str, htmx: bool) -> None:
    settings.LAKE_ENGINE = engine

    def here(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(threading.current_thread().name)

    found: Any = patience.patient(here)(_get(htmx=htmx))
    assert found.content.decode() == threading.current_thread().name

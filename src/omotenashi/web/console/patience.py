# SPDX-License-Identifier: Apache-2.0
"""A page whose numbers a cluster works out: after some seconds it says so and opens by itself when they are there.

A first question to Spark takes seconds, after a start a minute; a browser left white looks broken, and what stands
between it and us hangs up. DuckDB answers at once and is not waited for in this way.
"""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial, wraps
from time import monotonic
from typing import Concatenate

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, override

from omotenashi.insight.lake.tables import DUCKDB

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type _Work = tuple[Future[HttpResponseBase], float]

SECONDS = 6.0
_pool = ThreadPoolExecutor(16, thread_name_prefix="patience")
_works: dict[Hashable, _Work] = {}
_lock = threading.Lock()


def patient[**P](view: View[P]) -> View[P]:
    """Let a view that asks a cluster go on while its reader is told to wait. The page asks for itself again."""

    @wraps(view)
    def waited(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if settings.LAKE_ENGINE == DUCKDB or request.htmx:  # type: ignore[attr-defined]  # middleware
            return view(request, *args, **kwargs)
        language = get_language()
        made = partial(_told, language, partial(view, request, *args, **kwargs))
        work, begun, is_own = _begin((request.user.pk, request.get_full_path(), language), made)
        if not wait([work], timeout=SECONDS).done:
            return _waiting(request, seconds=int(monotonic() - begun))
        # An answer belongs to one request; whoever waited along asks what is known by now.
        return work.result() if is_own else view(request, *args, **kwargs)

    return waited  # type: ignore[return-value]  # the stubs of wraps name the first argument


def _begin(key: Hashable, made: Callable[[], HttpResponseBase]) -> tuple[Future[HttpResponseBase], float, bool]:
    """Give the work under this key, since when it goes on, and whether it is new."""
    with _lock:
        known = _works.get(key)
        if known:
            return *known, False
        work, begun = _pool.submit(made), monotonic()
        _works[key] = (work, begun)
    work.add_done_callback(lambda _: _works.pop(key, None))
    return work, begun, True


def _told(language: str | None, made: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Work in a thread of the pool, which knows neither the reader's language nor whose connection it holds."""
    try:
        with override(language):
            return made()
    finally:
        connection.close()


def _waiting(request: HttpRequest, *, seconds: int) -> HttpResponse:
    response = render(request, "console/waiting.html", {"seconds": seconds}, status=202)
    response["Refresh"] = "1"
    response["Cache-Control"] = "no-store"
    return response

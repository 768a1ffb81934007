# SPDX-License-Identifier: Apache-2.0
"""The way of /api/ through Django: without sessions, cookies, forms and messages, which only pages have."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Machines(WSGIHandler):
    """Django with the middleware of `API_MIDDLEWARE`."""

    def load_middleware(self, is_async: bool = False) -> None:  # Django's shape
        """Load it while the process starts, when nobody else reads the settings."""
        pages = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.API_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = pages


def before(pages: Application) -> Application:
    """Give an application that lets requests of /api/ go their shorter way. Django is set up by then."""
    machines = Machines()

    def front(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        here = machines if environ["PATH_INFO"].startswith("/api/") else pages
        return here(environ, start_response)

    return front

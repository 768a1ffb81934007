# SPDX-License-Identifier: Apache-2.0
"""Error pages that say what happened, what was kept and what to do, with a code to quote.

The code is written to the log together with the traceback, so that whoever is told it finds the line.
"""

import logging
import secrets
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("omotenashi.errors")
# Without 0/O and 1/I, so that it can be read out on the phone.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """A short code to quote, such as E-7KQ4-M2XD."""
    letters = [secrets.choice(LETTERS) for _ in range(8)]
    return f"E-{''.join(letters[:4])}-{''.join(letters[4:])}"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood."""
    return _page(request, HTTPStatus.BAD_REQUEST, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the role of this person does not allow it."""
    return _page(request, HTTPStatus.FORBIDDEN, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is at this address."""
    return _page(request, HTTPStatus.NOT_FOUND, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs neither database nor session."""
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, None)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the page was open too long or cookies are off."""
    return _page(request, HTTPStatus.FORBIDDEN, None, reason=reason, stale=True)


def _page(
    request: HttpRequest, status: HTTPStatus, exception: Exception | None, *, reason: str = "", stale: bool = False
) -> HttpResponse:
    code = new_code()
    level = logging.ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
    log.log(
        level,
        "%s %s %s %s",
        code,
        status.value,
        request.path,
        reason or exception or "",
        exc_info=level == logging.ERROR,
    )
    # A plain dictionary, not context processors that may be what failed.
    page = {
        "code": code,
        "status": status.value,
        "stale": stale,
        "request": None,
        "theme": request.COOKIES.get("theme"),
    }
    answer = render(None, f"ui/errors/{status.value}.html", page, status=status.value)
    answer["Omotenashi-Code"] = code
    return answer

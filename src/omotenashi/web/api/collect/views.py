# SPDX-License-Identifier: Apache-2.0
"""The two ways to the door: straight from WSGI, before any middleware, and as a Django view for all else."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from omotenashi.web.api.collect.door import respond
from omotenashi.web.api.collect.routes import find

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def before(application: Application) -> Application:
    """Give a WSGI application that takes the protocol's requests itself and hands on all others."""

    def front(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        route = find(path) if path.startswith("/v1/") else None
        if route is None:
            return application(environ, start_response)
        answer, headers = respond(environ, route)
        start_response(answer.status, headers)
        return [answer.body]

    return front


@csrf_exempt
def answer_call(request: HttpRequest, path: str = "") -> HttpResponse:  # noqa: ARG001  # the door reads the path itself
    """Answer a request that came through Django: the test client, and whatever stands at no address of /v1/."""
    answer, headers = respond(request.environ)  # type: ignore[attr-defined]  # a WSGI request has one
    response = HttpResponse(answer.body, status=int(answer.status[:3]))
    del response["Content-Type"]
    for name, value in headers:
        response[name] = value
    return response

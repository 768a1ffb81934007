# SPDX-License-Identifier: Apache-2.0
"""The door of the counter: a WSGI environment in, an answer out. No Django request, no middleware, no router.

The schemas are those of the API, so what is documented is what is read.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils.translation import get_language_from_request
from pydantic import BaseModel, ValidationError

from omotenashi.base.together import Together
from omotenashi.web.api import problems
from omotenashi.web.api.shop import counter, pacing, schemas
from omotenashi.web.api.shop.counter import Answer, Call

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# The largest of them is an order with two addresses, or a basket of a hundred lines.
_LARGEST = 100_000
_TOKEN, _KEY = re.compile(r"[A-Za-z0-9_-]{20,60}"), re.compile(r"[!-~]{8,100}")
_SAME = (
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Vary", "Accept-Language"),
)  # fmt: skip


class _Route(NamedTuple):
    schema: type[BaseModel]
    work: Together[Call[Any], Answer]
    has_token: bool = True
    has_key: bool = False
    has_bearer: bool = False


_ROUTES = {
    ("POST", "/api/shop/v1/baskets"): _Route(schemas.BasketIn, counter.OPENING, has_token=False),
    ("PUT", "/api/shop/v1/basket/member"): _Route(schemas.MemberIn, counter.ADOPTING, has_bearer=True),
    ("POST", "/api/shop/v1/sales"): _Route(schemas.SaleIn, counter.SELLING, has_token=False, has_bearer=True),
    ("POST", "/api/shop/v1/orders"): _Route(schemas.OrderIn, counter.PLACING, has_key=True),
}


def before(application: Application) -> Application:
    """Give an application that serves the calls of the counter itself and hands on all others."""

    def front(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        route = _ROUTES.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        call = _read(environ, route) if route else None
        answer = route.work.do(call) if route and call else None
        if answer is None or call is None:
            return application(environ, start_response)
        status, body = answer
        kind = "application/json; charset=utf-8" if status == HTTPStatus.OK else problems.CONTENT_TYPE
        start_response(
            f"{status} {HTTPStatus(status).phrase}",
            [("Content-Type", kind), ("Content-Length", str(len(body))), ("Content-Language", call.language), *_SAME],
        )
        return [body]

    return front


def _read(environ: dict[str, Any], route: _Route) -> Call[Any] | None:
    """Give a call that is as it should be. Whoever may not ask now, or not so, is told by Django, with the body."""
    size = environ.get("CONTENT_LENGTH") or ""
    is_plain = size.isdigit() and int(size) <= _LARGEST and "HTTP_COOKIE" not in environ and not environ["QUERY_STRING"]
    if not is_plain or not _is_our_host(environ.get("HTTP_HOST", "")):
        return None
    token, key, bearer = (
        environ.get(f"HTTP_{name}", "") for name in ("BASKET_TOKEN", "IDEMPOTENCY_KEY", "AUTHORIZATION")
    )
    has_all = (
        (not route.has_token or _TOKEN.fullmatch(token))
        and (not route.has_key or _KEY.fullmatch(key))
        and (not route.has_bearer or bearer)
    )
    if not has_all or not _is_in_time(environ, token, bearer):
        return None
    data = environ["wsgi.input"].read(int(size))
    environ["wsgi.input"] = BytesIO(data)
    try:
        body = route.schema.model_validate_json(data)
    except ValidationError:
        return None
    return Call(body, token, key, bearer, _language(environ.get("HTTP_ACCEPT_LANGUAGE", "")))


def _is_in_time(environ: dict[str, Any], token: str, bearer: str) -> bool:
    """Say whether this call may be made now, as `pacing.PerShopper` does."""
    rate = settings.SHOP_RATE
    if not rate or bearer:
        return True
    if token:
        return not pacing.pace(rate).wait(f"basket:{token[:64]}")
    return not pacing.pace(rate * pacing.SHARED).wait(str(environ.get("REMOTE_ADDR", "")))


@lru_cache(maxsize=64)
def _is_our_host(host: str) -> bool:
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


@lru_cache(maxsize=256)
def _language(accepted: str) -> str:
    """Give the language in which an answer is written, as Django's middleware finds it."""
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return get_language_from_request(request)

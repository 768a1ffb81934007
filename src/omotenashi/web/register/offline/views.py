# SPDX-License-Identifier: Apache-2.0
"""What the script of the till asks while it has a line: is there one, what is to be kept, what may be promised, and to take
what was sold without one."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.checkout import queries
from omotenashi.web.register.access import Till, at_till_json
from omotenashi.web.register.api import said
from omotenashi.web.register.offline import allowing, replaying, snapshot


class Renewal(msgspec.Struct, frozen=True):
    """A till asks for a permission; `previous` is the one it gives back, all of whose sales have been told."""

    previous: UUID | None = None


@require_GET
@never_cache
@at_till_json("sales.make")
def beat(_request: HttpRequest, till: Till) -> HttpResponse:
    """Say that the line is there, what the time is, and the last number of the terminal."""
    last = queries.last_sequence(shop_id=till.shop.pk, terminal=till.terminal)
    return JsonResponse({"now": clock.now().isoformat(), "terminal": till.terminal, "last_sequence": last})


@require_GET
@gzip_page
@at_till_json("sales.make")
def show_snapshot(request: HttpRequest, till: Till) -> HttpResponse:
    """Give what the till keeps, or 304 when it has it."""
    body, version = snapshot.made(till, now=clock.now())
    # The till says the version without the W/ that compression puts before it.
    known = version in request.headers.get("If-None-Match", "")
    answer = HttpResponse(status=304) if known else HttpResponse(body, content_type="application/json")
    answer["ETag"] = f'"{version}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_POST
@at_till_json("sales.make")
@said.told(Renewal)
def renew_allowance(_request: HttpRequest, till: Till, renewal: Renewal) -> HttpResponseBase:
    """Permit the till to give out so many points without a line; what it had before is over."""
    found = allowing.renewed(till, previous=renewal.previous, now=clock.now())
    return JsonResponse({"allowance": found})


@require_POST
@at_till_json("sales.make")
@said.told(replaying.Upload)
def take_sales(_request: HttpRequest, till: Till, upload: replaying.Upload) -> HttpResponseBase:
    """Take what was sold without a line: each sale once, in order, whatever is wrong with another."""
    return JsonResponse(replaying.replayed(upload, till=till, now=clock.now()))

# SPDX-License-Identifier: Apache-2.0
"""Where returned mails come in, one a call, as they are. Whoever brings them knows the key of this door."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging

_LARGEST = 1024 * 1024


@csrf_exempt
@require_POST
def hear(request: HttpRequest) -> HttpResponse:
    """Keep what a report tells; what is no report is thrown away. The same report twice counts once."""
    if int(request.headers.get("Content-Length") or 0) > _LARGEST:
        return HttpResponse(status=413)
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        messaging.hear(request.body, signature=key, now=clock.now(), channel="email")
    except messaging.Forged:
        return HttpResponse(status=401)
    return HttpResponse(status=204)

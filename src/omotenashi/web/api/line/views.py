# SPDX-License-Identifier: Apache-2.0
"""Where LINE tells what somebody did. That it is LINE is known by the signature alone: no cookie, no key of ours."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging

# A hundred events of LINE have less.
_LARGEST = 1024 * 1024


@csrf_exempt
@require_POST
def hear(request: HttpRequest) -> HttpResponse:
    """Keep what LINE tells and answer at once; what follows from it is done afterwards."""
    if int(request.headers.get("Content-Length") or 0) > _LARGEST:
        return HttpResponse(status=413)
    signature = request.headers.get("X-Line-Signature", "")
    try:
        messaging.hear(request.body, signature=signature, now=clock.now())
    except messaging.Forged:
        return HttpResponse(status=401)
    return JsonResponse({})

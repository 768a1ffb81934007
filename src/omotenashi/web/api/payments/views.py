# SPDX-License-Identifier: Apache-2.0
"""Where providers tell what happened. Who they are is known by their signature alone: no cookie, no key of ours."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.commerce.payments import actions as payments

# A message of Stripe has a few kilobytes.
_LARGEST = 256 * 1024


@csrf_exempt
@require_POST
def hear(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in a message: 200 once it is stored, and then the provider need not send it again."""
    if int(request.headers.get("Content-Length") or 0) > _LARGEST:
        return HttpResponse(status=413)
    try:
        payments.receive(provider=provider, body=request.body, headers=dict(request.headers), now=clock.now())
    except payments.BadSignature:
        return HttpResponse(status=400)
    except payments.UnknownProvider:
        return HttpResponse(status=404)
    return HttpResponse(status=200)

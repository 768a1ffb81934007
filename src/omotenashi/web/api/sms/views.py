# SPDX-License-Identifier: Apache-2.0
"""Where news of short texts come in. Who tells them is known by the signature over the address and the form alone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries

_LARGEST = 64 * 1024


@csrf_exempt
@require_POST
def hear(request: HttpRequest) -> HttpResponse:
    """Keep what is told and answer at once, saying nothing back to whoever wrote."""
    if int(request.headers.get("Content-Length") or 0) > _LARGEST:
        return HttpResponse(status=413)
    origin = queries.policy().origin
    # Behind another server the address that was signed is the one people know.
    where = origin + request.get_full_path() if origin else request.build_absolute_uri()
    signature = request.headers.get("X-Twilio-Signature", "")
    try:
        messaging.hear(request.body, signature=signature, now=clock.now(), channel="sms", where=where)
    except messaging.Forged:
        return HttpResponse(status=401)
    return HttpResponse("<Response/>", content_type="text/xml")

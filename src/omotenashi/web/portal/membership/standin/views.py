# SPDX-License-Identifier: Apache-2.0
"""The pages and addresses of the stand-in. With LINE's keys set there is nothing here."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.web.portal.membership import keys
from omotenashi.web.portal.membership.line.contract import LineRefused
from omotenashi.web.portal.membership.standin import tokens

type View = Callable[[HttpRequest], HttpResponse]


def only_without_keys(view: View) -> View:
    """Answer only where no keys of LINE are set."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if keys.is_real():
            raise Http404
        return view(request)

    return guarded


@never_cache
@require_http_methods(["GET", "POST"])
@only_without_keys
def authorize(request: HttpRequest) -> HttpResponse:
    """Ask which friend one is, as LINE would ask for a log-in, and go back with a code."""
    asked = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    if not _is_known(request, asked):
        return render(request, "portal/membership/trouble.html", {"reason": "line"}, status=400)
    if request.method == "GET":
        return render(request, "portal/membership/standin.html", {"friends": tokens.FRIENDS})
    who = tokens.friend(request.POST.get("friend", ""))
    if who is None:
        return _back(asked, error="access_denied", error_description="The user denied the request.")
    return _back(asked, code=tokens.code_for(who, asked=asked))


@csrf_exempt
@require_POST
@only_without_keys
def token(request: HttpRequest) -> HttpResponse:
    """Turn a code into tokens."""
    return _answer(lambda: tokens.exchange(request.POST.dict()))


@csrf_exempt
@require_POST
@only_without_keys
def verify(request: HttpRequest) -> HttpResponse:
    """Say what an ID token claims."""
    return _answer(lambda: tokens.verify(request.POST.dict()))


@require_GET
@only_without_keys
def profile(request: HttpRequest) -> HttpResponse:
    """Say who an access token stands for."""
    return _answer(lambda: tokens.profile(request.headers.get("Authorization", "").removeprefix("Bearer ")))


def _is_known(request: HttpRequest, asked: dict[str, str]) -> bool:
    back = request.build_absolute_uri(reverse("portal:line-callback"))
    said = (asked.get("client_id"), asked.get("redirect_uri"), asked.get("response_type"))
    return said == (tokens.CHANNEL_ID, back, "code") and bool(asked.get("state"))


def _back(asked: dict[str, str], **said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{asked['redirect_uri']}?{urlencode({**said, 'state': asked['state']})}")


def _answer(work: Callable[[], dict[str, str]]) -> HttpResponse:
    try:
        return JsonResponse(work())
    except LineRefused as refused:
        return JsonResponse({"error": refused.reason}, status=400)

# SPDX-License-Identifier: Apache-2.0
"""What makes the register start without a line: its service worker, and the page of sales that wait."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from omotenashi.web.register.access import Till, at_till
from omotenashi.web.register.frame import page
from omotenashi.web.register.offline import shell
from omotenashi.web.register.offline.words import page_words


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker. Its text changes with the build, and then the browser takes the new one."""
    home, waiting = reverse("register:sale"), reverse("register:waiting")
    context: dict[str, Any] = {
        "build": shell.build(language=get_language() or ""), "files": shell.files(), "home": home, "waiting": waiting,
        "static": settings.STATIC_URL,
    }  # fmt: skip
    answer = render(request, "register/offline/sw.js", context, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = home
    return answer


@require_GET
@ensure_csrf_cookie
@at_till("sales.make")
def show_waiting(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the sales that wait, and what came back of those that were told; the script fills it."""
    return page(request, till, "offline/waiting", {"words": page_words()}, place="sale")

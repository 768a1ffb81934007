# SPDX-License-Identifier: Apache-2.0
"""The living page: every component in every state, with the code to copy. Nothing here touches a customer."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.web.console.components import samples
from omotenashi.web.ui import errors, toasts

JOB_SECONDS = 20


@require_GET
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """All components; `?q=` and the other keys belong to the sample list."""
    parts = [(key, label, [_sample(name) for name in names]) for key, label, names in samples.parts()]
    context = {"parts": parts, **samples.context(query=request.GET, now=timezone.now())}
    return render(request, "console/components/index.html", context)


@require_GET
@login_required
def show_people(request: HttpRequest) -> HttpResponse:
    """What the drawer opens: an invented list of people."""
    context = samples.context(query=request.GET, now=timezone.now())
    return render(request, "console/components/people.html", {"page": context["people"]})


@require_GET
@login_required
def show_job(request: HttpRequest) -> HttpResponse:
    """A job that takes twenty seconds by the clock, for the sample of progress."""
    done = timezone.now().second % JOB_SECONDS + 1
    context = {"done": done * 1250, "total": JOB_SECONDS * 1250, "left": JOB_SECONDS - done}
    return render(request, "console/components/job.html", context)


@require_POST
@login_required
def take_file(request: HttpRequest) -> HttpResponse:
    """Takes a file, keeps nothing, and says its name."""
    names = ", ".join(file.name or "" for file in request.FILES.values() if not isinstance(file, list))
    toasts.add(request, _("Received %(names)s. Nothing is kept here.") % {"names": names})
    return redirect("console:components")


@require_GET
@login_required
def fail(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """An answer that fails on purpose, to see its message."""
    answer = HttpResponseServerError()
    answer["Omotenashi-Code"] = errors.new_code()
    return answer


@require_POST
@login_required
def say(request: HttpRequest) -> HttpResponse:
    """Shows a toast with 元に戻す."""
    if not request.headers.get("HX-Request"):
        toasts.add(request, _("Taken back"), state="info")
        return redirect("console:components")
    return toasts.trigger(HttpResponse(status=204), _("12 customers put into the segment"), undo=request.path)


def _sample(name: str) -> tuple[str, str, str]:
    path = f"console/components/samples/{name}.html"
    source = cast("Template", get_template(path)).template.source
    return name, path, source.split("%}", 1)[1].strip() if source.startswith("{% load") else source.strip()

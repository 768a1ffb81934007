# SPDX-License-Identifier: Apache-2.0
"""計測ソース: the list, the health of one, and what can be done with it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline import queries
from omotenashi.people.timeline.models import Source
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.console.sources import listing, words
from omotenashi.web.console.sources.forms import SettingsForm, SourceForm
from omotenashi.web.console.sources.snippets import snippets
from omotenashi.web.ui import toasts

_PAGE = 25


@require_GET
@needs("sources.view")
def show_sources(request: HttpRequest) -> HttpResponse:
    """Every source with its last event, its rate and what was refused."""
    context = {"rows": listing.rows(now=clock.now()), "tabs": tabs(request), "may_edit": _may_edit(request)}
    return render(request, "console/sources/list.html", context)


@require_http_methods(["GET", "POST"])
@needs("sources.edit")
def create_source(request: HttpRequest) -> HttpResponse:
    """Make a source."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = timeline.create_source(**form.cleaned_data, now=clock.now())
        _note(request, source, "created")
        toasts.add(request, _("The source %(name)s is ready to be connected.") % {"name": source.name})
        return redirect("console:source", source.pk)
    status = 422 if form.is_bound else 200
    return render(request, "console/sources/new.html", {"form": form, "tabs": tabs(request)}, status=status)


@require_GET
@needs("sources.view")
def show_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One source: how to connect it, how it fares, what was refused."""
    return _page(request, _source(source_id))


def _page(
    request: HttpRequest, source: Source, *, form: SettingsForm | None = None, token: str = "", status: int = 200
) -> HttpResponse:
    reason = request.GET.get("reason", "")
    refused = queries.refused_of(source.pk)
    reasons = sorted(set(refused.order_by().values_list("reason", flat=True)))
    shown = refused.filter(reason=reason) if reason else refused
    context = {
        "source": source, "kind": words.KINDS.get(source.kind, source.kind), "tabs": tabs(request), "token": token,
        "snippets": snippets(write_key=source.write_key or "", root=_root(request), kind=source.kind),
        "health": listing.health(source, now=clock.now()), "may_edit": _may_edit(request), "reason": reason,
        "reasons": [(one, words.REASONS.get(one, one)) for one in reasons],
        "refused": Paginator(shown, _PAGE).get_page(request.GET.get("page")), "why": words.REASONS,
        "form": form or SettingsForm(initial=listing.initial(source)),
    }  # fmt: skip
    answer = render(request, "console/sources/source.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("sources.edit")
def change_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Save what may be changed."""
    source, form = _source(source_id), SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, source, form=form, status=422)
    timeline.change_source(source_id=source.pk, **form.cleaned_data)
    _note(request, source, "changed")
    toasts.add(request, _("Saved"))
    return redirect("console:source", source.pk)


@require_POST
@needs("sources.edit")
def create_key(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Give another write key."""
    source = _source(source_id)
    timeline.rotate_key(source_id=source.pk)
    _note(request, source, "key rotated")
    toasts.add(request, _("The write key is new. Who still uses the old one is refused from now on."))
    return redirect("console:source", source.pk)


@require_POST
@needs("sources.edit")
def create_token(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Give a secret token; it is shown once."""
    source = _source(source_id)
    token = timeline.issue_token(source_id=source.pk)
    _note(request, source, "token issued")
    return _page(request, source, token=token)


@require_POST
@needs("sources.edit")
def create_revocation(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """End a source. A second press changes nothing."""
    source = _source(source_id)
    if source.revoked_at is None:
        timeline.revoke_source(source_id=source.pk, now=clock.now())
        _note(request, source, "revoked")
    toasts.add(request, _("%(name)s may not send any more. What it sent stays.") % {"name": source.name})
    return redirect("console:sources")


def _source(source_id: UUID) -> Source:
    return get_object_or_404(Source.objects.exclude(kind="internal"), pk=source_id)


def _note(request: HttpRequest, source: Source, what: str) -> None:
    details: dict[str, Any] = {"what": what, "name": source.name}
    staff.audit(who(request), "sources.edit", subject=f"source:{source.pk}", details=details)


def _may_edit(request: HttpRequest) -> bool:
    return may(request.user, "sources.edit")


def _root(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"

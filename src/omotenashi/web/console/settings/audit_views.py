# SPDX-License-Identifier: Apache-2.0
"""設定 > 監査ログ: who did, or was refused, what."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.people.staff.models import AuditEntry
from omotenashi.people.staff.queries import PERMISSIONS
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting, finding, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.console.settings.words import permission_name
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter


@require_GET
@needs("audit.view")
def show_audit(request: HttpRequest) -> HttpResponse:
    """The log, the newest first."""
    page = listing.page(request, _log(zone()))
    return render(request, "console/settings/audit.html", {"page": page, "tabs": tabs(request)})


@require_http_methods(["GET", "POST"])
@needs("audit.view")
def export_audit(request: HttpRequest) -> HttpResponseBase:
    """The entries that match, as a file."""
    return exporting.export(request, _log(zone()))


def _log(days: ZoneInfo) -> Listing:
    matching = partial(_matching, days=days)
    return Listing(
        spec=_spec(),
        parts=lambda state: [Part(matching(state), "at", down=state.descending, key_down=state.descending)],
        matching=matching,
        rows=_rows,
        noun=_("audit entries"),
        export=reverse("console:settings-audit-export"),
        export_permission="audit.view",
        empty={
            "title": _("Nothing was written down yet"),
            "text": _("Exports, cancellations, changes to staff and every refusal are kept here."),
        },
    )


def _spec() -> lists.ListSpec:
    results = [("yes", _("Allowed")), ("no", _("Refused"))]
    return lists.ListSpec(
        name="audit",
        search=_("Name, subject"),
        sort="-at",
        columns=[
            Column("at", _("When"), kind="moment", fixed=True, sort=True),
            Column("who", _("Who")),
            Column("what", _("What")),
            Column("subject", _("Subject"), wide=True),
            Column("result", _("Result"), kind="badge"),
            Column("details", _("Details"), shown=False),
        ],
        filters=[
            Filter("what", _("What"), choices=[(name, permission_name(name)) for name in PERMISSIONS]),
            Filter("result", _("Result"), choices=results),
            Filter("at", _("When"), kind="day"),
        ],
    )


def _matching(state: lists.ListState, *, days: ZoneInfo) -> QuerySet[Any]:
    found = AuditEntry.objects.all()
    if names := state.values.get("what"):
        found = found.filter(permission__in=names)
    if len(result := state.values.get("result", ())) == 1:
        found = found.filter(was_allowed=result == ("yes",))
    found = found.filter(**finding.days(state, "at", "at", zone=days))
    said = state.q
    return (
        found.filter(Q(subject__icontains=said) | Q(staff__name__icontains=said) | Q(staff__email__icontains=said))
        if said
        else found
    )


def _rows(keys: Sequence[int]) -> list[lists.Row]:
    found = AuditEntry.objects.select_related("staff", "api_key").in_bulk(list(keys))
    return [_row(found[key]) for key in keys if key in found]


def _row(entry: AuditEntry) -> lists.Row:
    key = _("API key %(name)s") % {"name": entry.api_key.name} if entry.api_key else ""
    return lists.Row(
        id=str(entry.pk),
        label=entry.subject,
        cells={
            "at": entry.at,
            "who": entry.staff.name if entry.staff else key,
            "what": permission_name(entry.permission),
            "subject": entry.subject,
            "result": ("good", _("Allowed")) if entry.was_allowed else ("bad", _("Refused")),
            "details": json.dumps(entry.details, ensure_ascii=False) if entry.details else "",
        },
    )

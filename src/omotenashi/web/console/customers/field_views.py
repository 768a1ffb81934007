# SPDX-License-Identifier: Apache-2.0
"""この項目の出所, and correcting a field with a reason."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import corrections
from omotenashi.people.customers.models import FieldValue, Profile
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers import lineage, words
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.ui import toasts


@require_GET
@needs("customers.view")
def show_field(request: HttpRequest, person_id: UUID, field: str) -> HttpResponse:
    """What every source said about a field; opens in the drawer."""
    profile = get_object_or_404(Profile, pk=person_id)
    if field not in (*lineage.TOLD, *lineage.KEYS):
        raise Http404
    found = lineage.lineage_of(field, person_id, sight=Sight.of(request.user))
    context = {
        "lineages": found,
        "name": label(profile, Sight.of(request.user)),
        "person_id": person_id,
        "field": field,
        "title": words.FIELD_NAMES[field],
        "is_key": field in lineage.KEYS,
        # Who sees only a part of a value cannot correct it.
        "may_edit": field in lineage.TOLD and may(request.user, "customers.edit"),
    }
    return render(request, "console/customers/field.html", context)


@require_POST
@needs("customers.edit")
def create_correction(request: HttpRequest, person_id: UUID, field: str) -> HttpResponse:
    """Correct a field; the toast takes it back."""
    nodes = customers.nodes_of(person_id)
    if not nodes:
        raise Http404
    said = {name: request.POST.get(name, "") for name in ("value", "reason")}
    try:
        value = corrections.correct(node_id=nodes[0].id, field=field, by=who(request), now=clock.now(), **said)
    except (corrections.NotAValue, corrections.NoReason):
        text = _("Nothing was changed: give a value that fits the field, and the reason.")
        toasts.add(request, text, state="warn")
        return redirect("console:customer", person_id=person_id)
    details = {"field": field, "reason": said["reason"][:200]}
    staff.audit(who(request), "customers.edit", subject=f"customer:{person_id}", details=details)
    undo = reverse("console:customer-correction-undo", args=[person_id, value.pk])
    toasts.add(request, _("Corrected: %(field)s") % {"field": words.FIELD_NAMES[field]}, undo=undo)
    return redirect("console:customer", person_id=person_id)


@require_POST
@needs("customers.edit")
def create_correction_undo(request: HttpRequest, person_id: UUID, value_id: int) -> HttpResponse:
    """Take a correction back, or let it count again."""
    value = get_object_or_404(FieldValue, pk=value_id, correction__isnull=False, node__nodeperson__person_id=person_id)
    now, again = clock.now(), value.retracted_at is not None
    if again:
        corrections.restore(value_id=value_id, now=now)
    else:
        corrections.take_back(value_id=value_id, now=now)
    details = {"field": value.field, "again" if again else "taken_back": True}
    staff.audit(who(request), "customers.edit", subject=f"customer:{person_id}", details=details)
    undo = reverse("console:customer-correction-undo", args=[person_id, value_id])
    toasts.add(request, _("The correction counts again.") if again else _("The sources speak again."), undo=undo)
    return redirect("console:customer", person_id=person_id)

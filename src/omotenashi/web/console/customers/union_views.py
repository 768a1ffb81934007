# SPDX-License-Identifier: Apache-2.0
"""統合 and これは別人: two customers side by side, a reason, and a decision that can be taken back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import links
from omotenashi.people.customers.models import MergeLog, Profile
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers import household_views, joins
from omotenashi.web.console.customers.listing import label, shown_phone
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.why_views import actor, note_down, today_of
from omotenashi.web.console.customers.words import refusal
from omotenashi.web.ui import toasts

MOST_FOUND = 8


@require_http_methods(["GET", "POST"])
@needs("customers.merge")
def unite(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Find another customer, look at both, and make them one; or say that they are two."""
    profile = customers.profile_of(person_id)
    if profile is None:
        return redirect("console:customer-union", person_id=today_of(person_id))
    other = _other(request.POST.get("with") or request.GET.get("with", ""), person_id)
    if request.method == "POST" and other is not None:
        return _decide(request, profile, other)
    sight, q = Sight.of(request.user), request.GET.get("q", "").replace("\x00", "").strip()
    found = customers.search_profiles(q).exclude(pk=person_id)[:MOST_FOUND] if q else []
    sides = [joins.side(customers.nodes_of(one.pk), sight=sight) for one in (profile, other) if one] if other else []
    context = {
        "name": label(profile, sight),
        "person_id": person_id,
        "other": other,
        "other_name": label(other, sight) if other else "",
        "q": q,
        "found": [(one, label(one, sight), _about(one, sight)) for one in found],
        "sides": sides,
    }
    return render(request, "console/customers/unite.html", context)


@require_POST
@needs("customers.merge")
def create_lift(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let two keys be joined again that were kept apart."""
    try:
        inner, outer = (UUID(request.POST.get(name, "")) for name in ("inner", "outer"))
    except ValueError as wrong:
        raise Http404 from wrong
    if customers.person_of(inner) != person_id:
        raise Http404
    links.lift(inner, outer, by=actor(request), reason=_("Lifted by hand"), now=clock.now())
    note_down(request, person_id, lifted=[str(inner), str(outer)])
    toasts.add(request, _("They may be joined again."))
    return redirect("console:customer-why", person_id=customers.current_person(person_id) or person_id)


def _decide(request: HttpRequest, one: Profile, other: Profile) -> HttpResponse:
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:400]
    apart = request.POST.get("decision") == "apart"
    if not reason:
        toasts.add(request, _("Nothing was changed: say why."), state="warn")
        return redirect(reverse("console:customer-union", args=[one.pk]) + f"?with={other.pk}")
    if request.POST.get("decision") == "household":
        return _one_household(request, one, other, reason)
    told = {"by": actor(request), "reason": reason, "now": clock.now()}
    try:
        if apart:
            links.keep_apart(one.pk, other.pk, **told)  # type: ignore[arg-type]  # one mapping for both
            line = MergeLog.objects.filter(kind="keep_apart").order_by("-seq").values_list("pk", flat=True).first()
            person_id, text = one.pk, _("Kept apart: they will not be joined.")
        else:
            done = links.link(one.pk, other.pk, cause_kind="staff", cause_id=str(request.user.pk), **told)  # type: ignore[arg-type]  # one mapping for both
            person_id, line, text = done.person_id, done.log_id, _("One person now.")
    except links.LinkRefused as refused:
        toasts.add(request, refusal(refused.reason), state="warn")
        return redirect("console:customer-why", person_id=one.pk)
    note_down(request, person_id, **{"apart" if apart else "united": str(other.pk), "reason": reason})
    undo = reverse("console:customer-join-undo", args=[person_id, line]) if line else ""
    toasts.add(request, text, undo=undo)
    return redirect("console:customer-why", person_id=person_id)


def _one_household(request: HttpRequest, one: Profile, other: Profile, reason: str) -> HttpResponse:
    household = household_views.join(one.pk, other.pk, by=who(request), reason=reason, now=clock.now())
    staff.audit(
        who(request),
        "customers.edit",
        subject=f"customer:{one.pk}",
        details={"household": str(household), "reason": reason},
    )
    toasts.add(request, _("One household now."))
    return redirect("console:customer", person_id=one.pk)


def _other(text: str, person_id: UUID) -> Profile | None:
    try:
        found = customers.current_person(UUID(text))
    except ValueError:
        return None
    return customers.profile_of(found) if found and found != person_id else None


def _about(profile: Profile, sight: Sight) -> str:
    reach = sight.field("email", profile.email) or shown_phone(profile, sight)
    return " · ".join(part for part in (profile.kana, profile.member_no, reach, profile.prefecture) if part)

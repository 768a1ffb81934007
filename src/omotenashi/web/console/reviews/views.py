# SPDX-License-Identifier: Apache-2.0
"""口コミ一覧, one review, the decision whether it is shown, and the shop's answer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.commerce.reviews import actions as reviews
from omotenashi.commerce.reviews import queries
from omotenashi.commerce.reviews.models import Review
from omotenashi.insight.sentiment.reading import read
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.reviews import listing as everything
from omotenashi.web.ui import toasts
from omotenashi.web.ui.tastes import MOODS


@require_GET
@needs("reviews.view")
def show_reviews(request: HttpRequest) -> HttpResponse:
    """口コミ一覧."""
    return render(request, "console/reviews/list.html", {"page": listing.page(request, everything.listing())})


@require_http_methods(["GET", "POST"])
@needs("reviews.edit")
def export_reviews(request: HttpRequest) -> HttpResponseBase:
    """The reviews that match, as a file."""
    return exporting.export(request, everything.listing())


@require_GET
@needs("reviews.view")
def show_review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """One review with its proof, and what can be done with it."""
    return _page(request, review_id)


@require_POST
@needs("reviews.edit")
def create_decision(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show it or hide it, in every channel at once; the other way round is one press away."""
    get_object_or_404(Review, pk=review_id)
    by, now, is_shown = who(request), clock.now(), request.POST.get("decision") == "show"
    reason = request.POST.get("reason", "").strip()[:300]
    done = (
        reviews.show(review_id, now=now, by=by.pk)
        if is_shown
        else reviews.hide(review_id, reason=reason, now=now, by=by.pk)
    )
    if done:
        details = {"decision": "show" if is_shown else "hide", "reason": reason}
        staff.audit(by, "reviews.edit", subject=f"review:{review_id}", details=details)
    toasts.add(request, _("Everybody reads it now.") if is_shown else _("Nobody reads it now."))
    following = (
        queries.all_reviews().filter(state="waiting").order_by("written_at").values_list("pk", flat=True).first()
    )
    return redirect("console:review", review_id=following) if following else redirect("console:reviews")


@require_POST
@needs("reviews.edit")
def put_answer(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Say something to it in the shop's name."""
    get_object_or_404(Review, pk=review_id)
    text = request.POST.get("text", "")
    try:
        reviews.answer(review_id, text=text, now=clock.now(), by=who(request).pk)
    except reviews.BadReview:
        return _page(request, review_id, trouble=_("Please write a little less."), status=422, typed=text)
    staff.audit(who(request), "reviews.edit", subject=f"review:{review_id}", details={"answered": bool(text.strip())})
    toasts.add(request, _("Saved"))
    return redirect("console:review", review_id=review_id)


def _page(
    request: HttpRequest, review_id: UUID, *, trouble: str = "", status: int = 200, typed: str | None = None
) -> HttpResponse:
    row = get_object_or_404(queries.all_reviews(), pk=review_id)
    colour, state = everything.STATES[row.state]
    sound = read(row.text)
    context = {
        "row": row, "state": state, "colour": colour, "trouble": trouble, "may_edit": may(request.user, "reviews.edit"),
        "rated": queries.ratings_of([row.product_id])[row.product_id], "longest": queries.LONGEST_ANSWER,
        "answer": row.answer if typed is None else typed, "mood": MOODS[sound.mood], "words": sound.found,
    }  # fmt: skip
    return render(request, "console/reviews/one.html", context, status=status)
